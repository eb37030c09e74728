/** One line of a message. A sparkline is drawn, not written: fonts do not agree on the height of its signs. */
import { element } from './dom.js';
import { isCommand, partsOf, sparkBars } from './line-parts.js';

/** `me`: the reader's name or ''; `onCommand(text)`: a command in a line was chosen. */
export function lineElement(line, { me, isFirst, onCommand }) {
  const made = element('p', isFirst ? 'line first' : 'line');
  for (const part of partsOf(line, me)) made.append(partNode(part, onCommand));
  return made;
}

function partNode({ kind, text }, onCommand) {
  if (kind === 'mention') return element('mark', 'mention', text);
  if (kind === 'over') return element('span', 'legend-over', element('span', 'unseen', text));
  if (kind === 'spark') return sparkElement(text);
  if (kind === 'code')
    return isCommand(text) ? commandElement(text, onCommand) : element('code', 'code', text);
  return document.createTextNode(text);
}

function commandElement(text, onCommand) {
  const made = element('button', 'command', element('code', 'code', text));
  made.type = 'button';
  made.title = 'Put it into the box';
  made.addEventListener('click', () => onCommand(text));
  return made;
}

function sparkElement(text) {
  const bars = sparkBars(text).map(({ kind, sign }) => element('i', `bar ${kind}`, sign));
  const made = element('span', 'spark', ...bars);
  made.setAttribute('role', 'img');
  made.setAttribute('aria-label', 'memory so far');
  return made;
}
