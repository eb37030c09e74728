/** Looks at all that a run needs, changes nothing, and says of each what is right and what to do. */
import { remedyOf, wordsOf } from '../failure.ts';
import type { Reading, Right } from '../ports.ts';
import { flagdSeconds, sampled, unknownFlagdClock } from '../safety/flagd-clock.ts';
import { percentOfLimit } from '../safety/percent-of-limit.ts';
import { exactDuration, inSeconds, percent } from '../voice/number.ts';
import { riskBriefly } from '../voice/risk-words.ts';
import type { Finding, StartRequest } from './desk.ts';
import { burstOutlook, highestSeenValue, type Present, presentOf } from './outlook.ts';
import type { PreflightParts } from './preflight.ts';
import { lookAtBroker } from './preflight-broker.ts';
import {
  assessLoad,
  assessMemory,
  assessTarget,
  fine,
  limitOf,
  problem,
  thresholdOf,
  warning,
} from './preflight-facts.ts';
import type { Run } from './run.ts';

/** Rule 6: a clock that is off by more is told. */
const clockOffsetMs = 5_000;
const logWindowMs = 300_000;
const brokerTimeoutMs = 10_000;
const rightsTimeoutMs = 10_000;

export interface DoctorParts extends PreflightParts {
  live: Run | null;
  /** The newest run of this world, whose preflight measured its readings; null: none was played. */
  last: Run | null;
  /** Of a run that would start now. */
  breaker: StartRequest['breaker'];
}

export async function examine(parts: DoctorParts): Promise<Finding[]> {
  const found = await Promise.all([
    examineFlag(parts),
    examineTarget(parts),
    examineRights(parts),
    examineLoad(parts),
    examineOrders(parts),
    examineBroker(parts),
  ]);
  return found.flat();
}

async function examineFlag(parts: DoctorParts): Promise<Finding[]> {
  const { flags } = parts.world;
  const findings: Finding[] = [];
  const served = await flags.served(parts.flagKey);
  if (served.kind === 'unknown') {
    findings.push(problem('OFREP', served.why, 'Check FLAGD_OFREP_URL: without it off cannot be seen'));
  } else {
    const what = served.off ? 'off' : JSON.stringify(served.value);
    const expected = served.off || parts.live !== null;
    findings.push(
      expected
        ? fine('OFREP', `${parts.flagKey} served ${what}`)
        : warning('OFREP', `serves ${parts.flagKey} ${what} without a run`, '`/leak flag off`'),
    );
    if (served.serverAt === null) {
      findings.push(
        problem('clock', 'OFREP sends no Date: a lease cannot be timed', 'Set LEAKOPS_LEASE=off'),
      );
    } else {
      const clock = sampled(unknownFlagdClock, served.serverAt, served.receivedMono);
      const offsetMs = flagdSeconds(clock, served.receivedMono)! * 1000 - parts.clock.now();
      findings.push(
        Math.abs(offsetMs) > clockOffsetMs
          ? warning(
              'clock',
              `flagd's clock is ${inSeconds(Math.abs(offsetMs))} ${offsetMs > 0 ? 'ahead' : 'behind'}`,
              'Leases follow its clock: nothing to do, but set the time',
            )
          : fine('clock', "flagd's clock agrees"),
      );
    }
  }
  try {
    const definition = await flags.read(parts.flagKey);
    if (definition === null) {
      findings.push(problem('flag', `${parts.flagKey} is not in the flag file`, 'Set LEAKOPS_FLAG'));
    } else {
      findings.push(fine('flag', `default ${definition.defaultVariant ?? 'none'}`));
    }
  } catch (error) {
    findings.push(
      problem('flag', wordsOf(error), 'Set FLAGD_UI_URL. Until then only the lease turns the flag off'),
    );
  }
  findings.push(
    parts.leaseMs === null
      ? warning('lease', 'off: when the bot dies the flag stays on', 'Unset LEAKOPS_LEASE')
      : fine('lease', `lease ${inSeconds(parts.leaseMs)}`),
  );
  return findings;
}

async function examineTarget(parts: DoctorParts): Promise<Finding[]> {
  const { workload } = parts.world;
  try {
    const sighting = await workload.sight();
    const { pods, readings, readingsWhy } = sighting;
    const findings = [
      assessTarget({ title: workload.title, hints: workload.hints, pods }),
      ...workload.hints.cautions.map(({ text, remedy }) => warning('target', text, remedy)),
      ...workload.readingsFrom.cautions.map((caution) => warning('readings', caution)),
    ];
    const restarts = pods.reduce((sum, pod) => sum + pod.restarts, 0);
    if (restarts > 0) findings.push(warning('restarts', `${restarts} so far`));
    const [reading] = readings;
    if (reading === undefined) {
      findings.push(problem('readings', readingsWhy ?? 'none', `Check ${workload.readingsFrom.name}`));
      return findings;
    }
    const present = presentOf(sighting, parts.live ?? parts.last, parts.clock.now());
    const bursts = present === null ? [] : [examineBursts(present)];
    return [...findings, ...examineReading(parts, reading, limitOf(pods)), ...bursts];
  } catch (error) {
    return [problem('target', wordsOf(error), remedyOf(error) ?? workload.hints.unreachable)];
  }
}

/** Those that the other looks do not need: what these may not do, they say themselves. */
async function examineRights({ world }: DoctorParts): Promise<Finding[]> {
  const rights = await world.workload.rights(AbortSignal.timeout(rightsTimeoutMs));
  const named = (some: Right[]) => [...new Set(some.map(({ what }) => what))].join(', ');
  const missing = rights.filter(({ allowed }) => allowed === false);
  const unknown = rights.filter(({ allowed }) => allowed === null);
  const granted = rights.filter(({ allowed }) => allowed === true);
  return [
    ...missing.map(({ what, without, remedy }) => warning('rights', `may not ${what}: ${without}`, remedy)),
    ...(unknown.length === 0
      ? []
      : [
          {
            name: 'rights',
            verdict: 'unknown' as const,
            text: `not known whether it may ${named(unknown)}: ${unknown[0]?.why ?? 'no answer'}`,
            remedy: null,
          },
        ]),
    ...(rights.length > 0 && granted.length === rights.length ? [fine('rights', 'all rights')] : []),
  ];
}

function examineReading(parts: DoctorParts, reading: Reading, limitBytes: number | null): Finding[] {
  const ageMs = Math.max(0, parts.clock.now() - reading.at);
  if (ageMs >= parts.blindAfterMs) {
    return [
      problem(
        'readings',
        `${inSeconds(ageMs)} old, blind after ${inSeconds(parts.blindAfterMs)}`,
        `Check ${parts.world.workload.readingsFrom.name}`,
      ),
    ];
  }
  return [
    ageMs > 30_000
      ? warning('readings', `${inSeconds(ageMs)} old: about 1 kill in 4 averted by the threshold alone`)
      : fine('readings', `reading ${inSeconds(ageMs)} old`),
    examineMemory(parts, limitBytes === null ? null : percentOfLimit(reading.usedBytes, limitBytes)),
  ];
}

/** What would refuse a start is no less a problem here, unless a run is why memory is there. */
function examineMemory({ live, breaker }: DoctorParts, level: number | null): Finding {
  if (level === null) return fine('memory', 'memory limit unknown');
  if (live !== null) return fine('memory', `memory ${percent(level)}`);
  const found = assessMemory(level, thresholdOf(breaker));
  return found.verdict === 'ok' ? fine('memory', `memory ${percent(level)}`) : found;
}

/** At the usual load of a run: at 5 users hardly any orders coincide, and nobody plays with so few. */
const usualUsers = 25;
const usualValues = [300, 2000, 3000];

/** Item by item what `start` would say: the chance of a kill by bursts, and up to which value readings see it coming. */
function examineBursts(present: Present): Finding {
  const chances = usualValues.map((value) => {
    return `flag ${value} ${riskBriefly(burstOutlook(present, value, usualUsers))}`;
  });
  const highest = highestSeenValue(present, usualUsers);
  const words = `kill within 10\u00a0m at ${usualUsers} users: ${chances.join('; ')}`;
  const assumed =
    present.assumed === null ? '' : ` (${exactDuration(present.intervalMs)} between readings assumed)`;
  return highest === null || highest < usualValues[0]!
    ? warning(
        'bursts',
        `readings up to ${inSeconds(present.ageMs)} old see no kill by bursts coming; ${words}${assumed}`,
        'Readings that are younger, or a lower flag value',
      )
    : fine('bursts', `${words}; to be seen coming up to ${highest}${assumed}`);
}

async function examineLoad(parts: PreflightParts): Promise<Finding[]> {
  try {
    const load = await parts.world.loads.choose();
    if (load.kind === 'none')
      return [warning('load', 'none: without orders nothing leaks', 'Set LEAKOPS_LOAD=auto')];
    return [assessLoad({ kind: load.kind, state: await load.read(), why: null })];
  } catch (error) {
    return [assessLoad({ kind: null, state: null, why: wordsOf(error) })];
  }
}

/** The guide's own check: are checkouts happening? */
async function examineOrders(parts: PreflightParts): Promise<Finding[]> {
  try {
    const count = await parts.world.workload.countLogLines('order placed', parts.clock.now() - logWindowMs);
    if (count === null)
      return [{ name: 'orders', verdict: 'unknown', text: 'there is no log to read', remedy: null }];
    return [
      count === 0
        ? warning(
            'orders',
            'no `order placed` in the log for 5\u00a0m',
            'Check the load generator: without orders nothing leaks',
          )
        : fine('orders', `${count} orders in 5\u00a0m`),
    ];
  } catch (error) {
    return [{ name: 'orders', verdict: 'unknown', text: wordsOf(error), remedy: remedyOf(error) }];
  }
}

/** Where a run may take it down: could it now? */
async function examineBroker(parts: PreflightParts & { live: Run | null }): Promise<Finding[]> {
  const { allowed } = parts.world.brokers;
  if (allowed === null) return [];
  const holder = parts.live === null ? null : `${parts.live.id}@${parts.bot}`;
  const { finding } = await lookAtBroker(allowed, holder, AbortSignal.timeout(brokerTimeoutMs));
  return [finding];
}
