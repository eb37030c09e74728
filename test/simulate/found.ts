/** Schedules that showed a bug once, as short as they could be made. */
import { type Schedule, type Step, usual } from './schedule.ts';

const settings: Schedule['settings'] = { ...usual, pollMs: 1_000 };

const step = (afterMs: number, act: string, n = 0): Step => ({ afterMs, act, n });

export const found: { [words: string]: Schedule } = {
  'rule 9: without a lease a first write stored after the start was given up is put off again': {
    settings: { ...settings, leaseMs: null },
    before: [{ act: 'stored late', n: 0.8 }],
    steps: [],
  },
  'rules 13 and 23: a restart asked for while a person serves a value keeps no run open': {
    settings: { ...settings, growthPerMinute: 0 },
    before: [],
    steps: [step(5_000, 'hand: reset, on'), step(20_000, 'restart')],
  },
  'rule 1: load that cannot be put on ends the start, however often the lease is renewed': {
    settings: { ...settings, leaseMs: 13_000 },
    before: [{ act: 'loaded late', n: 0.5 }],
    steps: [step(1_000, 'locust'), step(400_000, 'locust', 0.9)],
  },
  'rule 15: a look at the load that a change of ours overtook is no other hand': {
    settings: { ...settings, minutes: 2, growthPerMinute: 2 },
    before: [{ act: 'loaded late', n: 0.98 }],
    steps: [step(16_330, 'slow load', 0.829), step(10_198, 'slow load', 0.67)],
  },
  'rule 22: a kill while no bot was there is seen before the run that it took up is ended': {
    settings: {
      leaseMs: null,
      pollMs: 5000,
      restartPolicy: 'never',
      minutes: 6,
      growthPerMinute: 6.716364752501249,
      fallPerSecond: 1,
      thresholdPercent: 80,
      predict: 'cautious',
      readingEveryMs: 15000,
      readingAgeMs: 5000,
      loadAfterMs: 0,
      signals: true,
    },
    before: [],
    steps: [
      { afterMs: 33280, act: 'dies', n: 0.6247032021638006 },
      { afterMs: 302994, act: 'crash loop', n: 0.21621325169689953 },
      { afterMs: 64308, act: 'dies', n: 0.7819342419970781 },
    ],
  },
  'promise 5: what OFREP served before the undo is no reason to put off what stands after it': {
    settings: {
      leaseMs: 90000,
      pollMs: 10000,
      restartPolicy: 'never',
      minutes: 2,
      growthPerMinute: 5.661685921251774,
      fallPerSecond: 1,
      thresholdPercent: 70,
      predict: 'on',
      readingEveryMs: 15000,
      readingAgeMs: 5000,
      loadAfterMs: 0,
      signals: false,
    },
    before: [],
    steps: [
      { afterMs: 34280, act: 'power fails', n: 0.17755186441354454 },
      { afterMs: 14494, act: 'stored late', n: 0.9337235137354583 },
      { afterMs: 52740, act: 'next save: dies before', n: 0.00880902330391109 },
      { afterMs: 23869, act: 'step', n: 0.8367124272044748 },
    ],
  },
  'promise 1: a disk that is full keeps nobody from putting the flag off again': {
    settings: { ...settings, leaseMs: null, growthPerMinute: 0.2 },
    before: [],
    steps: [
      step(25_000, 'disk'),
      step(8_000, 'hand: default leakops'),
      step(20_000, 'hand: targeting removed'),
      step(70_000, 'disk', 0.9),
    ],
  },
  'rule 14: the definition kept off leaves a person’s zero in our variant': {
    settings,
    before: [],
    steps: [step(35_000, 'hand: default on'), step(44_000, 'hand: variant 0')],
  },
  'rule 26: a person’s zero upon an off that was not saved is not ours': {
    settings,
    before: [],
    steps: [step(15_000, 'disk'), step(20_000, 'hand: variant 0'), step(40_000, 'dies and comes back')],
  },
  'rule 15: what goes back is the load that stood there just before ours': {
    settings,
    before: [{ act: 'loaded late', n: 0.7 }],
    steps: [step(1_000, 'ofrep'), step(3_000, 'persons load', 0.2), step(30_000, 'ofrep', 0.9)],
  },
  'rule 13: an undo whose answer was lost is nobody else’s reset': {
    settings: { ...settings, minutes: 3, growthPerMinute: 5.8 },
    before: [],
    steps: [step(76_563, 'answers lost', 0.28), step(109_282, 'breaker off', 0.74)],
  },
  'a cluster that answers slowly does not slow down the looks at the flag': {
    settings: { ...settings, leaseMs: 13_000, minutes: 8, growthPerMinute: 0.69, fallPerSecond: 0 },
    before: [],
    steps: [
      step(10_465, 'disk', 0.0637),
      step(14_421, 'slow sight', 0.4268),
      step(16_568, 'slow sight', 0.9514),
      step(18_991, 'disk', 0.8232),
      step(13_289, 'late write', 0.6968),
    ],
  },
  'rule 13: a start that was given up waits for no flag that somebody has replaced by one that is on': {
    settings: { ...usual, loadAfterMs: 700, growthPerMinute: 0.1 },
    before: [],
    steps: [step(900, 'hand: reset, on')],
  },
  'rule 6: a start that OFREP leaves unseen is given up, lease or none': {
    settings: { ...usual, leaseMs: null },
    before: [{ act: 'stored late', n: 0.57 }],
    steps: [step(1_200, 'ofrep'), step(136_000, 'chat')],
  },
  'promise 2: a bot whose wall clock is an hour behind that of the run it takes up goes on with it': {
    settings: usual,
    before: [],
    steps: [
      step(12_600, 'bot clock'),
      step(6_600, 'next post: dies before', 0.6),
      step(19_300, 'hand: default leakops'),
      step(12_000, 'dies and comes back'),
      step(19_700, 'bot clock'),
    ],
  },
  'rule 28: what may stand in a channel that is archived then is not said again among what waited': {
    settings: { ...usual, pollMs: 10_000, growthPerMinute: 1 },
    before: [],
    steps: [
      step(29, 'oom', 0.2512959046289325),
      step(3_582, 'chat loses answers', 0.15),
      step(8_363, 'channel archived', 0.1),
      step(1_572, 'channel archived', 0.4),
    ],
  },
  'rule 9: a late write that only OFREP shows, off by its deadline, is undone': {
    settings: { ...settings, pollMs: 5_000, minutes: 1, growthPerMinute: 1 },
    before: [],
    steps: [
      step(50_057, 'flagd-ui reads', 0.06),
      step(78_678, 'late write', 0.37),
      step(45_945, 'bot clock', 0.77),
    ],
  },
  'promise 1: what was decided on a machine that failed before it was on the disk is decided anew': {
    settings: { ...settings, pollMs: 5_000, loadAfterMs: 700 },
    before: [],
    steps: [
      step(17_552, 'power fails', 0.64),
      step(8_555, 'next write: lost', 0.1),
      step(7_209, 'next save: lost', 0.4),
      step(14_737, 'power fails', 0.73),
    ],
  },
};
