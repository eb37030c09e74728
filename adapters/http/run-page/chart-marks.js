/** Each event as a mark over the chart: a button, so that mouse, finger and keyboard all read it. */
import { marksOf } from './chart-data.js';

const apartPx = 28;

/** `lane`: where the marks stand, `box`: what they say. Answers {place(chart, run)}. */
export function chartMarks({ lane, box }) {
  let drawnAs = '';
  let openMark = null;

  const close = () => {
    openMark?.setAttribute('aria-expanded', 'false');
    openMark = null;
    box.hidden = true;
  };
  const open = (button, mark) => {
    close();
    openMark = button;
    button.setAttribute('aria-expanded', 'true');
    box.replaceChildren(
      ...mark.lines.map((words) => {
        const line = document.createElement('p');
        line.textContent = words;
        return line;
      }),
    );
    box.hidden = false;
    const width = lane.clientWidth;
    const middle = Number.parseFloat(button.style.left);
    const left = Math.min(width - box.offsetWidth, Math.max(0, middle - box.offsetWidth / 2));
    box.style.left = `${Math.max(0, left)}px`;
  };
  document.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') close();
  });
  document.addEventListener('pointerdown', ({ target }) => {
    if (!lane.contains(target) && !box.contains(target)) close();
  });

  const button = (mark, left) => {
    const made = document.createElement('button');
    made.type = 'button';
    made.className = `mark ${mark.kind}`;
    made.textContent = mark.sign;
    // Its sign first: who speaks to the browser says what they see.
    made.setAttribute('aria-label', `${mark.sign === '•' ? '' : `${mark.sign}: `}${mark.lines.join('; ')}`);
    made.setAttribute('aria-expanded', 'false');
    made.style.left = `${left}px`;
    made.addEventListener('pointerenter', ({ pointerType }) => {
      if (pointerType !== 'touch') open(made, mark);
    });
    made.addEventListener('pointerleave', ({ pointerType }) => {
      if (pointerType !== 'touch' && document.activeElement !== made) close();
    });
    made.addEventListener('focus', () => open(made, mark));
    made.addEventListener('blur', close);
    made.addEventListener('click', () => open(made, mark));
    return made;
  };

  return {
    place(chart, run) {
      const [from, to] = [chart.scales.x.min, chart.scales.x.max];
      const width = chart.over.clientWidth;
      if (width === 0) return;
      const left = chart.over.offsetLeft;
      const marks = marksOf(run, (apartPx / width) * (to - from));
      const as = JSON.stringify([marks, from, to, width]);
      if (as === drawnAs) return;
      drawnAs = as;
      const at = [...lane.children].indexOf(document.activeElement);
      const wasOpen = openMark !== null;
      close();
      lane.replaceChildren(
        ...marks
          .filter((mark) => mark.at >= from && mark.at <= to)
          .map((mark) => button(mark, left + ((mark.at - from) / (to - from)) * width)),
      );
      if (at >= 0) lane.children[Math.min(at, lane.children.length - 1)]?.focus({ preventScroll: true });
      // What was closed with Escape stays closed, though its mark has the focus again.
      if (!wasOpen) close();
    },
  };
}
