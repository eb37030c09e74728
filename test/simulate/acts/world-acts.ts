/** The target, its readings, the clocks and the machine that the bot runs on. */
import { revive } from '../process.ts';
import type { Stage } from '../stage.ts';
import type { Act, Acts } from './act.ts';

function metrics(what: string, share: number, set: (stage: Stage, on: boolean) => void): Act {
  return {
    tells: (n) => (n < share ? what : `no more: ${what}`),
    plays: (stage, n) => set(stage, n < share),
  };
}

function replacePod({ shop, clock, truth, mono }: Stage): void {
  const [, count = '1'] = /-(\d+)$/.exec(shop.pod.name) ?? [];
  shop.percent = 40;
  truth.podChanged = mono();
  shop.pod = {
    ...shop.pod,
    name: `checkout-${Number(count) + 1}`,
    uid: `uid-${Number(count) + 1}`,
    startedAt: clock.world.now(),
    restarts: 0,
    lastTermination: null,
  };
}

function ends(stage: Stage, reason: string, exitCode: number): void {
  stage.shop.kill(reason, exitCode);
}

const offsets = [-3_600_000, -60_000, -5_000, 5_000, 60_000, 3_600_000];
const offset = (n: number) => offsets[Math.min(offsets.length - 1, Math.floor(n * offsets.length))]!;
const afterwards = [0, 2_000, 30_000, 120_000];
const after = (n: number) => afterwards[Math.min(3, Math.floor(n * 4))]!;

export const worldActs: Acts = {
  'metrics missing': metrics('no readings', 0.4, ({ shop }, on) => {
    shop.metricsMissing = on;
  }),
  'metrics stale': metrics('the same reading again and again', 0.4, ({ shop }, on) => {
    shop.metricsStale = on;
  }),
  'pods missing': metrics('no pod in sight', 0.3, ({ shop }, on) => {
    shop.podsMissing = on;
  }),
  'orders stall': metrics('orders do not complete', 0.5, ({ wires }, on) => {
    wires.ordersStall = on;
  }),
  growth: {
    tells: (n) => `memory grows by ${(n * 12).toFixed(1)} points a minute`,
    plays: (stage, n) => {
      stage.shop.growthPerMinute = n * 12;
      stage.truth.growthChanged = stage.mono();
    },
  },
  step: {
    tells: (n) => `memory jumps by ${Math.round(n * 25)} points`,
    plays: (stage, n) => {
      stage.shop.percent = Math.min(99, stage.shop.percent + Math.round(n * 25));
      stage.truth.growthChanged = stage.mono();
    },
  },
  'never falls': {
    tells: (n) => (n < 0.5 ? 'memory stays up when the flag is off' : 'memory falls when the flag is off'),
    plays: ({ shop }, n) => {
      shop.fallPerSecond = n < 0.5 ? 0 : 1;
    },
  },
  oom: {
    tells: (n) => (n < 0.3 ? 'the kernel kills the process for memory' : 'nothing'),
    plays: (stage, n) => n < 0.3 && ends(stage, 'OOMKilled', 137),
  },
  'exit 1': {
    tells: (n) => (n < 0.5 ? 'the process ends with exit 1' : 'nothing'),
    plays: (stage, n) => n < 0.5 && ends(stage, 'Error', 1),
  },
  'crash loop': {
    tells: (n) => (n < 0.5 ? 'the process ends and waits in back-off' : 'the process runs again'),
    plays: (stage, n) => {
      const { shop, clock } = stage;
      if (n < 0.5) ends(stage, 'OOMKilled', 137);
      stage.truth.podChanged = stage.mono();
      const startedAt = n < 0.5 ? null : (shop.pod.startedAt ?? clock.world.now());
      Object.assign(shop.pod, { waiting: n < 0.5 ? 'CrashLoopBackOff' : null, ready: n >= 0.5, startedAt });
    },
  },
  'pod replaced': {
    tells: (n) => (n < 0.5 ? 'the pod is replaced' : 'nothing'),
    plays: (stage, n) => n < 0.5 && replacePod(stage),
  },
  'flagd clock': {
    tells: (n) => `flagd's clock is ${Math.round((n - 0.5) * 8) * 15} s off`,
    plays: (stage, n) => {
      stage.flagd.clockOffsetMs = Math.round((n - 0.5) * 8) * 15_000;
      stage.truth.clockChanged = stage.mono();
      stage.truth.clockWrites = stage.run()?.flag.lastWrite ?? 0;
    },
  },
  'bot clock': {
    tells: (n) => `the bot's wall clock is set by ${offset(n) / 1000} s`,
    plays: ({ clock, truth, mono }, n) => {
      clock.steppedMs += offset(n);
      truth.wallStepped = mono();
      truth.sightTrouble = mono();
    },
  },
  'source clock': {
    tells: (n) => `readings are dated ${Math.round((n - 0.5) * 40)} s wrong`,
    plays: ({ wires, truth, mono }, n) => {
      wires.sourceClockMs = Math.round((n - 0.5) * 40) * 1_000;
      truth.sightTrouble = mono();
    },
  },
};

export const deathActs: Acts = {
  dies: {
    tells: (n) =>
      n < 0.6 ? `the bot is killed, and back after ${after(n / 0.6) / 1000} s` : 'the bot is killed',
    plays: (stage, n) => stage.die(n < 0.6 ? after(n / 0.6) : null),
  },
  'power fails': {
    tells: (n) => `the bot's machine fails, and is back after ${after(n) / 1000} s`,
    plays: (stage, n) => {
      stage.die(after(n));
      stage.store.losePower();
      // Lost before it was on the disk, and its off with it or found again in the flag: it is decided anew.
      if (stage.run()?.decision === null) stage.truth.decidedAt = null;
    },
  },
  'dies and comes back': { tells: () => 'the bot is killed, and back', plays: (stage) => stage.die(0) },
  back: { tells: () => 'the bot is started, if it is not running', plays: (stage) => revive(stage) },
};
