import { expect, test } from 'vitest';
import { commandInMention, typedText } from '../../../../adapters/chat/slack/typed-text.ts';

test.each([
  ['stop', 'stop'],
  ['a &amp; b &lt;c&gt;', 'a & b <c>'],
  ['&amp;lt;', '&lt;'],
  ['<@U1|ana> and <@U2>', '@ana and @U2'],
  ['<#C1|games> <#C2> <#C3|>', '#games #C2 #'],
  ['<!here> <!subteam^S1|@team> <!date^1^{time}|14:36>', '@here @team @14:36'],
  [
    '<https://a.example|a.example> <https://b.example> <mailto:a@b.c|a@b.c>',
    'a.example https://b.example a@b.c',
  ],
  ['5 < 6 > 4 <go>', '5 < 6 > 4 <go>'],
])('%s was typed as %s', (raw, typed) => {
  expect(typedText(raw)).toBe(typed);
});

test.each([
  ['<@UBOT> stop', 'stop'],
  ['<@UBOT>', ''],
  ['<@UBOT>: stop', 'stop'],
  ['<@UBOT|leakops>,  start gradual 300', 'start gradual 300'],
  ['hey <@UBOT> status', 'status'],
  ['stop <@UBOT>', 'stop'],
  ['<@UANA> look: <@UBOT> status', 'status'],
  ['<@UBOT> ask <@UANA|ana>', 'ask @ana'],
  ['  <@UBOT>\u00a0stop &amp; go ', 'stop & go'],
  ['<@UBOT> <@UBOT> stop', '@UBOT stop'],
  ['no mention', 'no mention'],
])('%s asks for "%s"', (raw, command) => {
  expect(commandInMention(raw, 'UBOT')).toBe(command);
});

test('the first mention is the bot’s while it does not know its own id', () => {
  expect(commandInMention('<@U1> stop', null)).toBe('stop');
});
