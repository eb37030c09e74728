import { chatContract } from '../../../contracts/chat.ts';
import { discordFacts, discordUnderTest } from './discord-under-test.ts';

chatContract('Discord', discordFacts, discordUnderTest);
