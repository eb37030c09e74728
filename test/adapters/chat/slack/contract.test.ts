/** The suite of all chats, on the real Bolt over both ways in. */
import { chatContract } from '../../../contracts/chat.ts';
import { slackFacts, slackUnderTest } from './slack-under-test.ts';

chatContract('Slack over sockets', slackFacts, () => slackUnderTest('socket'));
chatContract('Slack over HTTP', slackFacts, () => slackUnderTest('http'));
