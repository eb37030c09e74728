/** Runs in the page before it does: what a person would notice, for the test to read in `leakopsProbe`. */
const probe = {
  violations: [],
  announced: [],
  longTasksMs: [],
  firstCardMs: null,
  loadMs: null,
  gapsMs: null,
};
window.leakopsProbe = probe;

document.addEventListener('securitypolicyviolation', (event) => {
  probe.violations.push(`${event.violatedDirective} ${event.blockedURI}`);
});
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) probe.longTasksMs.push(Math.round(duration));
}).observe({ type: 'longtask', buffered: true });
window.addEventListener('load', () => {
  probe.loadMs = performance.now();
});

/** From a frame in which a card has a box: it is seen then. */
function lookForCard() {
  const card = document.querySelector('.message[data-kind="card"] .frame');
  if (card !== null && card.getBoundingClientRect().height > 0) probe.firstCardMs = performance.now();
  else requestAnimationFrame(lookForCard);
}
requestAnimationFrame(lookForCard);

document.addEventListener('DOMContentLoaded', () => {
  const announcement = document.querySelector('#announcement');
  if (announcement === null) return;
  new MutationObserver(() => probe.announced.push(announcement.textContent)).observe(announcement, {
    childList: true,
    characterData: true,
    subtree: true,
  });
});

/** Collects the time between frames until `leakopsProbe.gapsMs` is read. */
window.leakopsMeasureFrames = () => {
  probe.gapsMs = [];
  let before = performance.now();
  const frame = () => {
    const now = performance.now();
    probe.gapsMs.push(now - before);
    before = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
};
