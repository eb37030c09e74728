import { flagsOnFlagd } from './flags-on-flagd.ts';
import { coreKind } from './kinds.ts';

flagsOnFlagd(coreKind, 'poll');
