import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { problemOf } from './problem-of.ts';

const on = { SLACK_BOT_TOKEN: 'xoxb-1-hunter2', SLACK_APP_TOKEN: 'xapp-1-hunter2' };

describe('Slack', () => {
  test('is off without a bot token, and what else is set of it is named', () => {
    const { slack, ignored, webOn } = readConfig({ SLACK_APP_TOKEN: 'xapp-1', SLACK_SIGNING_SECRET: 's' });
    expect(slack).toBeNull();
    expect(webOn).toBe(true);
    expect(ignored).toEqual(['SLACK_APP_TOKEN', 'SLACK_SIGNING_SECRET']);
  });

  test('Socket Mode: a bot token and an app token', () => {
    expect(readConfig({ ...on, SLACK_CHANNEL: '#game-days' })).toMatchObject({
      slack: {
        botToken: 'xoxb-1-hunter2',
        appToken: 'xapp-1-hunter2',
        signingSecret: null,
        channel: '#game-days',
        apiUrl: 'https://slack.com/api/',
      },
      ignored: [],
      warnings: [],
    });
  });

  test('HTTP: a bot token and a signing secret', () => {
    const { slack } = readConfig({
      SLACK_BOT_TOKEN: 'xoxb-1',
      SLACK_SIGNING_SECRET: '8f742231b10e8888abcd99yyyzzz85a5',
      SLACK_API_URL: 'http://127.0.0.1:8080/api/',
    });
    expect(slack).toMatchObject({ appToken: null, apiUrl: 'http://127.0.0.1:8080/api/' });
  });

  test('turns the page off where nobody asked for it', () => {
    expect(readConfig(on).webOn).toBe(false);
    expect(readConfig({ ...on, LEAKOPS_WEB: 'on' }).webOn).toBe(true);
  });

  test('a bot token alone hears nothing: refused, with where to get the other', () => {
    expect(problemOf({ SLACK_BOT_TOKEN: 'xoxb-1' })).toMatch(/SLACK_APP_TOKEN.*xapp-/s);
  });

  test.each([
    ['SLACK_BOT_TOKEN', 'xapp-1-hunter2', 'it begins with xapp-, so it is another kind; a bot token (xoxb-…'],
    ['SLACK_BOT_TOKEN', 'xoxp-1-hunter2', 'it begins with xoxp-, so'],
    [
      'SLACK_APP_TOKEN',
      'xoxb-1-hunter2',
      'it begins with xoxb-, so it is another kind; an app-level token (xapp-…',
    ],
    ['SLACK_SIGNING_SECRET', 'xoxb-1-hunter2', 'it begins with xoxb-, so it is another kind; the signing'],
    ['SLACK_BOT_TOKEN', 'hunter2 hunter2', 'without spaces'],
    ['SLACK_CHANNEL', '#game days', '#game-days'],
    ['SLACK_API_URL', 'slack.com', 'http'],
  ])('%s=%s is refused, and no secret is told', (name, value, words) => {
    const message = problemOf({ ...on, [name]: value });
    expect(message).toContain(name);
    expect(message).toContain(words);
    expect(message).not.toContain('hunter2');
  });

  test('SLACK_BOT_TOKEN of another kind does not also complain of what it needs', () => {
    expect(
      problemOf({ ...on, SLACK_BOT_TOKEN: 'xapp-1' })
        .split('\n')
        .filter((line) => line.startsWith('- ')),
    ).toHaveLength(1);
  });
});
