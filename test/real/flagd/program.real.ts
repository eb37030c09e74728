import { flagsOnFlagd } from './flags-on-flagd.ts';
import { programKind } from './kinds.ts';

flagsOnFlagd(programKind, 'poll');
flagsOnFlagd(programKind, 'fsnotify');
