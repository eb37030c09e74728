/** Makes an element; text always as text, so that nothing a person typed can become a part of the page. */
export function element(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

/** `14:36 UTC`, as in the lines of the messages. */
export function timeElement(iso) {
  const made = element('time', 'time', `${iso.slice(11, 16)} UTC`);
  made.dateTime = iso;
  made.title = iso.replace('T', ' ').replace(/\..*$/, ' UTC');
  return made;
}
