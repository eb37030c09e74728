/** A plain page of one run: its picture, what is so, and what happened. Looks again while the run goes on. */
import { factsOf, offset, reportLines, utc } from './run-facts.js';

const everyMs = 5000;
const $ = (selector) => document.querySelector(selector);
const id = decodeURIComponent(location.pathname.split('/').at(-1));
const api = `../api/runs/${encodeURIComponent(id)}`;

function element(tag, text) {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}

function eventItem(run, event) {
  const time = element('time', offset(run, event.at));
  time.dateTime = event.at;
  time.title = utc(event.at);
  const item = document.createElement('li');
  item.append(time, element('span', `${event.text} (${event.by})`));
  return item;
}

/**
 * Only the web chat's messages can be asked for, and only while its page is on. False: there may be a report soon, it
 * is posted after the run has ended.
 */
async function showReport({ chat, channel, thread }) {
  if (chat !== 'web' || thread === null) return true;
  const answer = await fetch(`../api/channels/${encodeURIComponent(channel)}/messages`);
  if (!answer.ok) return true;
  const lines = reportLines((await answer.json()).messages, thread);
  $('#report-title').hidden = lines === null;
  $('#report').replaceChildren(...(lines ?? []).map((line) => element('p', line)));
  return lines !== null;
}

function show(run) {
  const state = [run.state === 'ended' ? run.outcome : run.state, run.recovery].filter(
    (word) => word !== null,
  );
  const words = state.join(', ');
  document.title = `${run.id}: ${words}`;
  $('#title').textContent = `${run.id}: ${run.target}`;
  if ($('#state').textContent !== words) $('#state').textContent = words;
  $('#chart').alt = `Memory of ${run.target} since the start; the numbers stand below.`;
  $('#chart').src = `${api}/chart.svg?readings=${run.readings.length}`;
  $('#facts').replaceChildren(
    ...factsOf(run).flatMap(([name, value]) => [element('dt', name), element('dd', value)]),
  );
  $('#events').replaceChildren(...run.events.map((event) => eventItem(run, event)));
  $('#readings').href = `${api}/readings.csv`;
  $('#picture').href = `${api}/chart.png`;
  for (const part of ['#chart', '#events-title', '#links']) $(part).hidden = false;
}

let looksForReport = 3;

async function look() {
  let isOver = false;
  try {
    const answer = await fetch(api);
    const body = await answer.json();
    if (answer.ok) {
      show(body);
      if (body.state === 'ended') {
        looksForReport -= 1;
        isOver = (await showReport(body)) || looksForReport === 0;
      }
    } else $('#state').textContent = body.error;
    if (answer.status === 404) isOver = true;
  } catch {
    $('#state').textContent = 'leakops cannot be reached: trying again';
  }
  if (!isOver) setTimeout(look, everyMs);
}

look();
