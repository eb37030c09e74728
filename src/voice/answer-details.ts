/** What stands behind a card: flag, load, lease, pods, addresses without secrets. */
import type { Action, Said } from '../ports.ts';
import { leaseEndsAt } from '../run/lease-end.ts';
import type { Run } from '../run/run.ts';
import { latestReading, utilization } from '../run/run.ts';
import { answer, linkTo } from './answer.ts';
import { instantSeconds } from './instant.ts';
import { duration, mib, mibOf, percent, usersCount } from './number.ts';
import { typed } from './typed.ts';

export function detailsAnswer(run: Run, publicUrl: string | null): Said {
  return answer(
    [
      `Details of ${run.id}: ${run.state}`,
      flagLine(run),
      leaseLine(run),
      loadLine(run),
      breakerLine(run),
      memoryLine(run),
      `Readings: every ${duration(run.cadenceMs)}, up to ${duration(run.oldestAgeMs)} old at preflight`,
      podsLine(run),
      `Target: ${typed(run.target, 60)} (${run.world.target})`,
      placesLine(run),
    ],
    { actions: linkTo(run, publicUrl, 'Run page') },
  );
}

/** The two buttons behind "Users…": concrete numbers. */
export function usersAnswer(run: Run, fewer: number | null, more: number | null): Said {
  const button = (id: 'users-fewer' | 'users-more', users: number | null): Action[] =>
    users === null
      ? []
      : [{ id, label: usersCount(users), style: 'default', url: null, value: `${run.id} ${users}` }];
  return answer(
    [
      `${run.id} has ${usersCount(run.users)}. Fewer or more?`,
      'Nothing changed yet. Fewer takes effect at once, more is asked again.',
      'Any other number: `/leak load 30`, from 1 to 500',
    ],
    { actions: [...button('users-fewer', fewer), ...button('users-more', more)] },
  );
}

function flagLine(run: Run): string {
  const flag = run.flag;
  const seen =
    flag.seenOffAt !== null
      ? `seen off at ${instantSeconds(flag.seenOffAt)}`
      : flag.arming.step === 'armed'
        ? 'armed'
        : 'not armed yet';
  const edited = flag.editedSeen
    ? ' · edited outside leakops'
    : flag.idGone
      ? ' · reset or edited outside leakops'
      : '';
  return `Flag: ${typed(flag.key, 40)}, asked for ${flag.value}, ${servedWords(run)}, ${seen}${edited}`;
}

/** What OFREP answered last: what was asked for and what is served are two facts. */
function servedWords(run: Run): string {
  const { serving } = run.flag;
  if (serving === null) return 'served unknown';
  return serving.off ? 'served off' : `served ${typed(JSON.stringify(serving.value), 20)}`;
}

/** A sandbox's addresses are gone with it, and say nothing to anyone. */
function placesLine(run: Run): string {
  const { target, flagSource, ofrepUrl } = run.world;
  return target === 'sandbox'
    ? 'Flag written to and served by the embedded sandbox'
    : `Flag written at ${address(flagSource)} · served at ${address(ofrepUrl)}`;
}

function leaseLine(run: Run): string {
  if (run.leaseMs === null) return 'Lease: off';
  const endsAt = leaseEndsAt(run);
  const length = duration(run.leaseMs);
  if (run.state === 'ended' || run.flag.seenOffAt !== null) return `Lease: over, ${length} long`;
  return endsAt === null
    ? `Lease: ${length} long, deadline unknown`
    : `Lease: to ${instantSeconds(endsAt)}, ${length} long`;
}

function loadLine(run: Run): string {
  const load = run.load;
  if (load.kind === 'none') return 'Load: none, left alone';
  const before =
    load.before === null
      ? 'unknown before'
      : load.before.running
        ? `${usersCount(load.before.users)} before`
        : 'stopped before';
  return `Load: ${load.kind}, ${usersCount(run.users)}, ${load.spawnRate} a second, ${before}`;
}

function breakerLine(run: Run): string {
  const breaker = run.breaker;
  const reason = breaker.reason === null ? '' : ` (${breaker.reason})`;
  return `Breaker: ${breaker.state}${reason}, ${percent(breaker.thresholdPercent)}, predict ${breaker.predict}`;
}

function memoryLine(run: Run): string {
  const reading = latestReading(run);
  const now =
    reading === null
      ? 'no reading'
      : `${percent(utilization(run, reading.usedBytes))}, ${mibOf(reading.usedBytes, run.limitBytes)}, dated ${instantSeconds(reading.at)}`;
  return `Memory: ${now} · GOMEMLIMIT ${run.gomemlimitBytes === null ? 'unknown' : mib(run.gomemlimitBytes)}`;
}

function podsLine(run: Run): string {
  if (run.pods.length === 0) return 'Pods: unknown';
  const named = run.pods
    .slice(0, 4)
    .map(
      (pod) => `${typed(pod.name, 60)} (${pod.restarts === 1 ? '1 restart' : `${pod.restarts} restarts`})`,
    );
  return `Pods: ${named.join(', ')}${run.pods.length > 4 ? ` and ${run.pods.length - 4} more` : ''}`;
}

/** An address as it may be shown: without name, password, query and fragment. */
export function address(source: string): string {
  const shown = source.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, '$1').replace(/[?#].*$/, '');
  return typed(shown, 80);
}
