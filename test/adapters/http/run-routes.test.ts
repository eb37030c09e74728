import { describe, expect, test } from 'vitest';
import { runJson } from '../../../adapters/http/run-json.ts';
import { runRoutes } from '../../../adapters/http/run-routes.ts';
import { createServer, type Routes } from '../../../adapters/http/server.ts';
import { Failure } from '../../../src/failure.ts';
import type { Run } from '../../../src/run/run.ts';
import { sampleReading, sampleRun, startedAt } from './sample-run.ts';

const chatPage: Routes = (app) => {
  app.get('/', async () => 'chat');
};
const iso = (afterSeconds: number) => new Date(startedAt + afterSeconds * 1000).toISOString();

type More = { sandbox?: object; notReady?: string; noPicture?: boolean; chat?: boolean };

function serve(runs: Run[], more: More = {}) {
  const server = createServer({
    host: '127.0.0.1',
    port: 0,
    token: null,
    publicUrl: null,
    webOn: false,
    logger: { error: () => {} },
    routes: [
      ...(more.chat === true ? [chatPage] : []),
      runRoutes({
        runs: () => runs.map((run) => ({ ...run, readings: [] })),
        run: (id) => runs.find((run) => run.id === id) ?? null,
        chartSvg: (run) => `<svg>${run.id}</svg>`,
        png: async (svg) => {
          if (more.noPicture === true) throw new Failure('picture-failed', 'the picture could not be drawn');
          return new TextEncoder().encode(`png of ${svg}`);
        },
        sandbox: () => more.sandbox ?? null,
        notReady: () => more.notReady ?? null,
      }),
    ],
  });
  return (url: string) => server.inject({ url, headers: { host: 'localhost' } });
}

describe('a run as JSON', () => {
  test('has exactly the fields of the interface, instants in ISO 8601', async () => {
    const answer = await serve([sampleRun()])('/api/runs/run-42');
    expect(answer.json()).toEqual({
      id: 'run-42',
      chat: 'web',
      channel: 'game-day',
      thread: '7',
      owner: 'Ana',
      scenario: 'gradual',
      target: 'checkout in otel-demo',
      flagValue: 300,
      users: 25,
      state: 'growing',
      outcome: null,
      recovery: null,
      startedAt: '2027-01-15T08:00:00.000Z',
      growingAt: iso(2),
      endsAt: iso(1800),
      endedAt: null,
      baselineBytes: 8_388_608,
      limitBytes: 20_971_520,
      gomemlimitBytes: 16_777_216,
      regime: 'ramp',
      killChance: 0.25,
      readings: [0, 15].map((seconds) => ({
        at: iso(seconds),
        seenAt: iso(seconds + 5),
        usedBytes: 10_000_000 + seconds,
        rssBytes: null,
        peakBytes: null,
        goroutines: null,
        orders: null,
        restarts: 0,
        pod: 'checkout-1',
      })),
      forecast: {
        at: iso(15),
        breakerAt: null,
        killAt: iso(700),
        earliestKillAt: iso(600),
        latestKillAt: iso(900),
      },
      breaker: {
        thresholdPercent: 80,
        predict: 'on',
        state: 'armed',
        reason: null,
        trippedAt: null,
        readingAt: null,
        flagOffSeenAt: null,
      },
      lease: { deadline: iso(90) },
      load: { usersBefore: 5, spawnRate: 3 },
      kills: [{ at: iso(20), exitCode: 137, reason: 'OOMKilled', afterTrip: false }],
      events: [{ at: iso(0), kind: 'start', by: 'Ana', text: 'gradual 300 25' }],
    });
  });

  test('ended: outcome, recovery, when the flag was seen off, and no lease', async () => {
    const ended = sampleRun({
      state: 'ended',
      endedAt: startedAt + 400_000,
      outcome: 'averted',
      recovery: 'recovered',
      flag: { seenOffAt: startedAt + 300_000 },
      breaker: { state: 'tripped', reason: 'threshold', trippedAt: startedAt + 298_000 },
      forecast: null,
    });
    expect((await serve([ended])('/api/runs/42')).json()).toMatchObject({
      state: 'ended',
      endedAt: iso(400),
      outcome: 'averted',
      recovery: 'recovered',
      lease: null,
      forecast: null,
      breaker: { state: 'tripped', reason: 'threshold', trippedAt: iso(298), flagOffSeenAt: iso(300) },
    });
  });

  test('unknown is null, and a flag put off by deadline 1 has no lease', async () => {
    const run = sampleRun({
      gomemlimitBytes: null,
      killChance: null,
      thread: null,
      load: { before: null },
      flag: { servedDeadlineSeconds: 1 },
    });
    expect((await serve([run])('/api/runs/42')).json()).toMatchObject({
      gomemlimitBytes: null,
      killChance: null,
      thread: null,
      lease: null,
      load: { usersBefore: null },
    });
  });

  test('a list has the newest first, without readings', async () => {
    const { runs } = (await serve([sampleRun({ id: 'run-43' }), sampleRun()])('/api/runs')).json();
    expect(runs.map((run: { id: string; readings: object[] }) => [run.id, run.readings])).toEqual([
      ['run-43', []],
      ['run-42', []],
    ]);
  });
});

describe('which run', () => {
  const ask = serve([sampleRun({ id: 'run-43' }), sampleRun()]);

  test.each([
    ['run-42', 'run-42'],
    ['42', 'run-42'],
    ['RUN-42', 'run-42'],
    ['last', 'run-43'],
  ])('%s is %s', async (name, id) => {
    expect((await ask(`/api/runs/${name}`)).json().id).toBe(id);
  });

  test.each(['7', 'run-0', 'run-042', '4.2', '-42', 'latest', '%00', '42x', '9'.repeat(90)])(
    '%s is not found, in every form',
    async (name) => {
      for (const rest of ['', '/chart.svg', '/chart.png', '/readings.csv']) {
        const answer = await ask(`/api/runs/${name}${rest}`);
        expect(answer.statusCode).toBe(404);
        expect(answer.json().error).toContain('no run');
      }
    },
  );

  test('last of none is not found', async () => {
    expect((await serve([])('/api/runs/last')).statusCode).toBe(404);
  });
});

describe('pictures and readings', () => {
  test('SVG and PNG', async () => {
    const svg = await serve([sampleRun()])('/api/runs/42/chart.svg');
    expect(svg.headers['content-type']).toContain('image/svg+xml');
    expect(svg.headers['content-security-policy']).not.toContain('script-src');
    expect(svg.body).toBe('<svg>run-42</svg>');
    const png = await serve([sampleRun()])('/api/runs/42/chart.png');
    expect(png.headers['content-type']).toBe('image/png');
    expect(png.body).toBe('png of <svg>run-42</svg>');
  });

  test('a picture that cannot be drawn is an error, not a crash', async () => {
    const answer = await serve([sampleRun()], { noPicture: true })('/api/runs/42/chart.png');
    expect(answer.statusCode).toBe(503);
    expect(answer.json().error).toContain('could not be drawn');
  });

  test('CSV in the format of the recorded traces', async () => {
    const run = sampleRun({
      flag: { seenOffAt: startedAt + 300_500 },
      readings: [
        sampleReading(-10, { usedBytes: 8_000_000, orders: 10 }),
        sampleReading(50.25, {
          rssBytes: 9_000_000,
          peakBytes: 10_500_000,
          goroutines: 69,
          orders: 40,
          restarts: 1,
        }),
      ],
    });
    const answer = await serve([run])('/api/runs/42/readings.csv');
    expect(answer.headers['content-type']).toContain('text/csv');
    expect(answer.headers['content-disposition']).toBe('attachment; filename="run-42.csv"');
    expect(answer.body).toBe(
      [
        '# flag_value=300 orders_per_minute=29.9 users_about=25 limit_bytes=20971520 gomemlimit=16MiB flag_on_at=2 flag_off_at=300.5',
        '# run=run-42 outcome=growing',
        'seconds,used_bytes,rss_bytes,peak_bytes,orders,goroutines,heap_bytes,restarts',
        '-10,8000000,,,10,,,0',
        '50.25,10000050.25,9000000,10500000,40,69,,1',
        '',
      ].join('\n'),
    );
  });

  test('CSV of a run that knows little: empty, never 0', async () => {
    const run = sampleRun({ readings: [], gomemlimitBytes: null });
    const { body } = await serve([{ ...run, state: 'preparing', growingAt: null }])(
      '/api/runs/42/readings.csv',
    );
    expect(body).toContain('orders_per_minute= users_about=25');
    expect(body).toContain('gomemlimit= flag_on_at= flag_off_at=\n');
  });
});

describe('the sandbox, and health', () => {
  test('addresses of the sandbox, or 404', async () => {
    expect((await serve([], { sandbox: { ofrepUrl: 'http://x' } })('/api/sandbox')).json()).toEqual({
      ofrepUrl: 'http://x',
    });
    expect((await serve([])('/api/sandbox')).statusCode).toBe(404);
  });

  test('alive, and ready once it is', async () => {
    expect((await serve([], { notReady: 'recovering runs' })('/healthz')).statusCode).toBe(200);
    const notYet = await serve([], { notReady: 'recovering runs' })('/readyz');
    expect([notYet.statusCode, notYet.json()]).toEqual([503, { error: 'recovering runs' }]);
    expect((await serve([])('/readyz')).statusCode).toBe(200);
  });
});

describe('the page of a run', () => {
  test('is there with everything that it names', async () => {
    const ask = serve([sampleRun()]);
    const page = await ask('/runs/run-42');
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    const named = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1]!);
    expect(named).toHaveLength(11);
    for (const address of named) {
      expect((await ask(new URL(address, 'http://localhost/runs/run-42').pathname)).statusCode).toBe(200);
    }
  });

  test('of a run that there is not: 404 in words, with a way back', async () => {
    const answer = await serve([sampleRun()], { chat: true })('/runs/run-99');
    expect(answer.statusCode).toBe(404);
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(answer.body).toContain('no run “run-99”');
    expect(answer.body).toMatch(/href="\.\.\/".*Back to the chat/);
    expect(answer.body).toContain('href="last"');
    const alone = await serve([])('/runs/%3Cb%3E');
    expect(alone.statusCode).toBe(404);
    expect(alone.body).not.toMatch(/<b>|href="\.\.\/"|href="last"/);
  });
});

describe('what the page of a run says', async () => {
  const page = new URL('../../../adapters/http/run-page/run-facts.js', import.meta.url);
  const { factsOf } = await import(page.href);
  const words = (run: Run) => Object.fromEntries(factsOf(runJson(run, run.readings)));
  const mebibyte = 1_048_576;

  test('rounds as the report does, and counts the peak from the growth on', () => {
    const limit = { limitBytes: 20 * mebibyte };
    const reading = (seconds: number, percent: number) =>
      sampleReading(seconds, { usedBytes: Math.round(percent * 0.2 * mebibyte) });
    const facts = words(
      sampleRun({ ...limit, readings: [reading(-20, 95), reading(62, 80.2), reading(77, 72)] }),
    );
    expect(facts.Peak).toBe('80.2\u00a0%, 16.0 of 20\u00a0MiB at +1\u00a0m');
    expect(facts['Last reading']).toMatch(/^72\u00a0%, 14\.4 of 20\u00a0MiB at /);
  });

  test('names kills, and the forecast while there is one to come', () => {
    const facts = words(sampleRun());
    expect(facts.Kills).toBe('+18\u00a0s OOMKilled, exit 137');
    expect(facts.Forecast).toBe('kill at 08:10–08:15 UTC');
    expect(words(sampleRun({ kills: [] })).Kills).toBe('none');
  });

  test('an ended run has no lease to tell of', () => {
    const ended = sampleRun({ state: 'ended', endedAt: startedAt + 400_000, outcome: 'averted' });
    expect(Object.keys(words(ended))).not.toContain('Lease');
    expect(words(ended)).not.toHaveProperty('Forecast');
    expect(words(sampleRun()).Lease).toContain('08:01:30 UTC');
  });
});
