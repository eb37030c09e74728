/** A plain page of one run: its picture, what is so, and what happened. Looks again while the run goes on. */
const everyMs = 5000;
const $ = (selector) => document.querySelector(selector);
const id = decodeURIComponent(location.pathname.split('/').at(-1));
const api = `../api/runs/${encodeURIComponent(id)}`;

const mebibytes = (bytes) => (bytes === null ? 'unknown' : `${(bytes / 1_048_576).toFixed(1)}\u00a0MiB`);
const percent = (bytes, limit) => `${Math.round((bytes / limit) * 100)}\u00a0%`;
const utc = (iso) => `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;

function facts(run) {
  const used = run.readings.map((reading) => reading.usedBytes);
  const peak = used.length === 0 ? null : used.reduce((one, other) => Math.max(one, other));
  const last = run.readings.at(-1);
  const memory = (bytes) =>
    `${percent(bytes, run.limitBytes)}, ${mebibytes(bytes)} of ${mebibytes(run.limitBytes)}`;
  return [
    ['Scenario', `${run.scenario}, flag ${run.flagValue}, ${run.users} users`],
    ['Started', `${utc(run.startedAt)} by ${run.owner}`],
    ['Ended', run.endedAt === null ? 'not yet' : utc(run.endedAt)],
    ['Last reading', last === undefined ? 'unknown' : `${memory(last.usedBytes)} at ${utc(last.at)}`],
    ['Peak', peak === null ? 'unknown' : memory(peak)],
    ['Breaker', breakerWords(run.breaker)],
    ['Flag seen off', run.breaker.flagOffSeenAt === null ? 'not seen' : utc(run.breaker.flagOffSeenAt)],
    ['Lease', run.lease === null ? 'none' : `to ${utc(run.lease.deadline)}`],
  ];
}

function breakerWords({ state, thresholdPercent, reason, trippedAt }) {
  if (state === 'off') return 'off';
  if (state === 'tripped')
    return `tripped: ${reason ?? 'unknown'}${trippedAt === null ? '' : `, ${utc(trippedAt)}`}`;
  return `armed at ${thresholdPercent}\u00a0%`;
}

function element(tag, text) {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}

function eventItem(run, event) {
  const seconds = Math.round((Date.parse(event.at) - Date.parse(run.growingAt ?? run.startedAt)) / 1000);
  const [minutes, rest] = [Math.floor(Math.abs(seconds) / 60), Math.abs(seconds) % 60];
  const time = element('time', `${seconds < 0 ? '−' : '+'}${minutes}\u00a0m ${rest}\u00a0s`);
  time.dateTime = event.at;
  time.title = utc(event.at);
  const item = document.createElement('li');
  item.append(time, element('span', `${event.text} (${event.by})`));
  return item;
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
    ...facts(run).flatMap(([name, value]) => [element('dt', name), element('dd', value)]),
  );
  $('#events').replaceChildren(...run.events.map((event) => eventItem(run, event)));
  $('#readings').href = `${api}/readings.csv`;
  $('#picture').href = `${api}/chart.png`;
  for (const part of ['#chart', '#events-title', '#links']) $(part).hidden = false;
}

async function look() {
  let isOver = false;
  try {
    const answer = await fetch(api);
    const body = await answer.json();
    if (answer.ok) show(body);
    else $('#state').textContent = body.error;
    isOver = answer.status === 404 || body.state === 'ended';
  } catch {
    $('#state').textContent = 'leakops cannot be reached: trying again';
  }
  if (!isOver) setTimeout(look, everyMs);
}

look();
