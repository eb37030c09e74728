import { flagsOnFlagd } from './flags-on-flagd.ts';
import { sandboxKind } from './kinds.ts';

flagsOnFlagd(sandboxKind, 'poll');
