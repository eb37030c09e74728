/** The page of one run: live while it goes on, its report when it has ended. */
import { bandOf } from './chart-data.js';
import { chartMarks } from './chart-marks.js';
import { chartView } from './chart-view.js';
import { reportTables } from './report-view.js';
import { factsOf, tableOf } from './run-facts.js';
import { followRun } from './run-live.js';
import { altOf, headline, offset, utc } from './run-words.js';

const $ = (id) => document.getElementById(id);
const asked = decodeURIComponent(location.pathname.split('/').at(-1));
const api = `../api/runs/${encodeURIComponent(asked)}`;
const mostEvents = 300;
/** Of each line its words, and whether this run has it. */
const keys = [
  ['memory', 'memory', () => true],
  ['peak', 'highest between readings', () => run.readings.some(({ peakBytes }) => peakBytes !== null)],
  ['orders', 'orders a minute', () => run.readings.some(({ orders }) => orders !== null)],
  ['band', 'kill forecast', () => bandOf(run) !== null],
];

let run = null;
let eventsShown = '';
let isReported = false;
let hasChart = typeof globalThis.uPlot === 'function';

const marks = chartMarks({ lane: $('marks'), box: $('mark-words') });
const chart = hasChart
  ? chartView({ plot: $('plot'), readout: $('readout'), onDrawn: (drawn) => marks.place(drawn, run) })
  : null;

function element(tag, words, className = '') {
  const made = document.createElement(tag);
  made.textContent = words;
  if (className !== '') made.className = className;
  return made;
}

/** Text is changed only where it differs: nothing is announced, selected or scrolled away by itself. */
function put(node, words) {
  if (node.textContent !== words) node.textContent = words;
}

function eventItem(event) {
  const time = element('time', offset(run, event.at));
  time.dateTime = event.at;
  time.title = utc(event.at);
  const item = document.createElement('li');
  item.className = event.kind;
  item.append(time, element('span', event.text, 'happened'), element('span', event.by, 'by'));
  return item;
}

function showFacts() {
  const facts = factsOf(run);
  const list = $('facts');
  if (
    list.children.length !== facts.length * 2 ||
    [...list.querySelectorAll('dt')].some((node, at) => node.textContent !== facts[at][0])
  )
    list.replaceChildren(...facts.flatMap(([name]) => [element('dt', name), element('dd', '')]));
  list.querySelectorAll('dd').forEach((node, at) => {
    put(node, facts[at][1]);
  });
}

function showEvents() {
  const as = `${run.events.length} ${run.growingAt} ${run.events.at(-1)?.at}`;
  if (as === eventsShown) return;
  eventsShown = as;
  $('story').hidden = run.events.length === 0;
  const left = run.events.length - mostEvents;
  const first =
    left > 0
      ? [element('li', `${left} earlier events are left out here; all are at /api/runs/${run.id}`)]
      : [];
  $('events').replaceChildren(...first, ...run.events.slice(-mostEvents).map(eventItem));
}

function showTable() {
  if (!$('numbers').open || run === null) return;
  const { columns, rows, note } = tableOf(run);
  put($('numbers-note'), note);
  const line = (cells, tag) => {
    const made = document.createElement('tr');
    made.append(
      ...cells.map((words, at) => {
        const cell = element(at === 0 ? 'th' : tag, words);
        if (tag === 'th') cell.scope = 'col';
        else if (at === 0) cell.scope = 'row';
        return cell;
      }),
    );
    return made;
  };
  const [head, body] = [document.createElement('thead'), document.createElement('tbody')];
  head.append(line(columns, 'th'));
  body.append(...rows.map((cells) => line(cells, 'td')));
  $('table').replaceChildren(head, body);
}

/** The picture is what is printed, and what is shown where the chart cannot be. */
function showPicture() {
  const source = `${api}/chart.svg?readings=${run.readings.length}&state=${run.state}`;
  if ($('picture').getAttribute('src') !== source) $('picture').src = source;
}

async function showReport() {
  if (isReported) return;
  isReported = true;
  try {
    const answer = await fetch(`${api}/report`);
    if (!answer.ok) throw new Error(`${answer.status}`);
    const { parts } = await answer.json();
    $('parts').replaceChildren(...reportTables(parts));
    $('report').hidden = parts.length === 0;
    follow.end();
    put($('live'), 'Ended');
  } catch {
    isReported = false;
    setTimeout(showReport, 5000);
  }
}

function show() {
  const words = headline(run);
  document.title = `${words}, ${run.id}`;
  put($('what'), `${run.id} · ${run.target} · ${run.scenario}, flag ${run.flagValue}, ${run.users} users`);
  put($('state'), words);
  document.body.dataset.state = run.state === 'ended' ? run.outcome : run.state;
  put($('alt'), altOf(run));
  $('picture').alt = altOf(run);
  for (const part of ['figure', 'numbers', 'links']) $(part).hidden = false;
  $('chat').hidden = run.chat !== 'web';
  $('chat').href = '../';
  for (const [link, file] of [
    ['csv', 'readings.csv'],
    ['png', 'chart.png'],
    ['svg', 'chart.svg'],
  ])
    $(link).href = `${api}/${file}`;
  document.body.classList.toggle('pictured', !hasChart);
  if (hasChart) {
    try {
      chart.show(run);
    } catch {
      hasChart = false;
      document.body.classList.add('pictured');
    }
  }
  if (!hasChart || run.state === 'ended') showPicture();
  const shown = keys.filter(([, , isThere]) => isThere());
  if (shown.length !== $('keys').children.length || $('keys').dataset.band !== `${shown.at(-1)[1]}`) {
    $('keys').dataset.band = shown.at(-1)[1];
    $('keys').replaceChildren(...shown.map(([name, words]) => element('li', words, name)));
  }
  showFacts();
  showEvents();
  showTable();
  if (run.state === 'ended') void showReport();
}

let waiting = false;
/** Many changes in a moment are drawn once. */
function showSoon() {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    show();
  });
}

const follow = followRun({
  address: api,
  events: '../api/events',
  onRun(whole) {
    run = whole;
    showSoon();
  },
  onChange(changed) {
    if (run === null || changed.id !== run.id) return;
    const last = run.readings.at(-1);
    const [reading] = changed.readings;
    const isNew = reading !== undefined && (last === undefined || reading.at > last.at);
    run = { ...changed, readings: isNew ? [...run.readings, reading] : run.readings };
    // The last of all: what was merged on the way is asked for once more.
    if (changed.state === 'ended') void follow.look();
    showSoon();
  },
  onState(state) {
    const isKnown = state === 'live' || state === 'lost';
    document.body.classList.toggle('lost', state === 'lost');
    put($('live'), state === 'live' ? 'Live' : state === 'lost' ? 'Not live' : 'No such run');
    $('trouble').hidden = state === 'live';
    if (state === 'lost')
      put(
        $('trouble'),
        run === null
          ? 'leakops cannot be reached. This page tries again by itself.'
          : `leakops cannot be reached: what stands here may be old. This page tries again by itself.`,
      );
    if (!isKnown) {
      put($('trouble'), state);
      put($('state'), 'No such run');
    }
  },
});

// What scrolls is reached by the keyboard too.
$('wide').tabIndex = 0;
$('numbers').addEventListener('toggle', showTable);
window.addEventListener('beforeprint', () => {
  if (run !== null) showPicture();
});
