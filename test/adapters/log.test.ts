import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import axios, { AxiosError } from 'axios';
import { describe, expect, test } from 'vitest';
import { createLog } from '../../adapters/log.ts';
import { Failure } from '../../src/failure.ts';

function recording(secrets: string[] = []) {
  const lines: string[] = [];
  const log = createLog({ level: 'trace', secrets, write: (line) => lines.push(line) });
  return { log, lines, last: () => JSON.parse(lines.at(-1) ?? 'null') };
}

describe('a line', () => {
  test('is one JSON object with level, instant, words and fields', () => {
    const { log, lines, last } = recording();
    log.warn({ run: 'run-42', flagKey: 'kafkaQueueProblems', key: null }, 'the flag is late');
    expect(lines).toHaveLength(1);
    expect(lines[0]?.endsWith('}\n')).toBe(true);
    expect(last()).toMatchObject({
      level: 'warn',
      run: 'run-42',
      flagKey: 'kafkaQueueProblems',
      msg: 'the flag is late',
    });
    expect(new Date(last().time).toISOString()).toBe(last().time);
  });

  test('is not written below the level', () => {
    const lines: string[] = [];
    const log = createLog({ level: 'warn', write: (line) => lines.push(line) });
    log.info('quiet');
    log.error('loud');
    expect(lines).toHaveLength(1);
  });

  test('stands on stderr, not on stdout', () => {
    const module = fileURLToPath(new URL('../../adapters/log.ts', import.meta.url));
    const script = `import { createLog } from ${JSON.stringify(module)}; createLog({ level: 'info' }).info('here');`;
    const ran = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    expect(ran.stdout).toBe('');
    expect(JSON.parse(ran.stderr)).toMatchObject({ msg: 'here' });
  });
});

describe('an error', () => {
  test('keeps its words, code, remedy, stack and causes', () => {
    const { log, last } = recording();
    const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    log.error({
      err: new Failure('flagd-ui-down', 'flagd-ui does not answer', { remedy: 'start it', cause }),
    });
    expect(last().err).toMatchObject({
      type: 'Failure',
      code: 'flagd-ui-down',
      message: 'flagd-ui does not answer',
      remedy: 'start it',
      cause: { code: 'ECONNREFUSED' },
    });
    expect(last().err.stack).toContain('log.test');
  });

  test('of axios leaves its request behind, under any name and at any depth', async () => {
    const error = await axios
      .get('http://127.0.0.1:9/x?token=hunter2', {
        headers: { Authorization: 'Bearer hunter2', 'X-Custom': 'hunter2' },
        auth: { username: 'ana', password: 'hunter2' },
        proxy: false,
      })
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AxiosError);
    const { log, lines } = recording();
    log.error(error);
    log.error({ err: error });
    log.error({ why: error });
    log.error({ deep: { deeper: [error] } });
    log.error({ err: new Error('outer', { cause: error }) });
    log.error({ err: new AggregateError([error], 'several') });
    expect(lines).toHaveLength(6);
    for (const line of lines) {
      expect(line).not.toContain('hunter2');
      expect(line).not.toContain('X-Custom');
      expect(line).toContain('AxiosError');
    }
  });

  test('that goes round in circles, or is no error at all, is still a line', () => {
    const { log, lines } = recording();
    const round: { self?: unknown } = {};
    round.self = round;
    const error = new Error('round');
    error.cause = error;
    log.error({ round, err: error, n: 1n, when: new Date(0), gone: undefined });
    log.error({ err: 'just words' });
    log.error({ err: null });
    expect(lines).toHaveLength(3);
  });
});

describe('secrets', () => {
  test.each([
    'token',
    'botToken',
    'SLACK_BOT_TOKEN',
    'client_secret',
    'Authorization',
    'proxy-authorization',
    'password',
    'passwd',
    'key',
    'apiKey',
    'api_key',
    'x-api-key',
    'private-key',
    'client-key-data',
    'cookie',
    'set-cookie',
    'X-Honeycomb-Team',
    'credentials',
  ])('a field %s is hidden wherever it stands', (name) => {
    const { log, lines } = recording();
    log.info({ [name]: 'hunter2' });
    log.info({ a: { b: [{ c: { [name]: { inner: 'hunter2' } } }] } });
    log.child({ [name]: 'hunter2' }).info('child');
    for (const line of lines) expect(line).not.toContain('hunter2');
    expect(lines).toHaveLength(3);
  });

  test.each([
    'https://ana:hunter2@flagd-ui/api/read',
    'postgres://bot:hunter2@db/leakops',
    'GET /?token=hunter2 200',
    'GET /?a=1&api_key=hunter2 200',
    'Authorization: Bearer hunter2hunter2',
    'xoxb-1-hunter2',
    'xapp-1-A-hunter2',
    'hcxlk_hunter2',
    'LEAKOPS_WEB_TOKEN=hunter2',
    'token: "hunter2"',
    '-----BEGIN RSA PRIVATE KEY-----\nhunter2\n-----END RSA PRIVATE KEY-----',
  ])('in words: %s', (words) => {
    const { log, lines } = recording();
    log.info(words);
    log.info({ words, nested: [words] }, 'x %s', words);
    log.error({ err: new Error(words) });
    for (const line of lines) expect(line).not.toContain('hunter2');
  });

  test('one that is known by its value is hidden under any name, also as part of an address', () => {
    const { log, lines } = recording(['s3cr"t value', 'abc']);
    log.info(
      { innocent: 's3cr"t value', url: `/x/${encodeURIComponent('s3cr"t value')}` },
      'it is s3cr"t value',
    );
    expect(lines[0]).not.toContain('s3cr');
    log.info('abc is too short to be one');
    expect(lines[1]).toContain('abc');
  });

  test('what is no secret stays', () => {
    const { log, last } = recording();
    const words = 'flag kafkaQueueProblems is 300, seen off after 0.4 s at http://localhost:4000/feature?x=1';
    log.info({ monkey: 'ok', flagKey: 'k', words, keys: 3 }, words);
    expect(last()).toMatchObject({ monkey: 'ok', flagKey: 'k', words, keys: 3, msg: words });
  });
});
