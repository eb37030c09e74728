/** A file of a message: a picture of ours is shown, another is linked. */
import { element } from './dom.js';

export function fileElement({ name, url, alt }) {
  // Charts are shown from where the page is, whatever name others reach it by.
  const own = /\/?(api\/runs\/[\w-]+\/chart\.(?:png|svg))$/.exec(url)?.[1];
  const address = new URL(own ?? url, document.baseURI);
  if (!/^https?:$/.test(address.protocol)) return element('p', 'line', alt);
  const link = element('a', 'file');
  link.href = address.href;
  link.target = '_blank';
  link.rel = 'noopener';
  if (address.origin !== location.origin) {
    link.append(name);
    return link;
  }
  const picture = element('img');
  picture.alt = alt;
  picture.src = address.href;
  picture.addEventListener('error', () => link.replaceChildren(`${name}: ${alt}`));
  link.append(picture);
  return link;
}
