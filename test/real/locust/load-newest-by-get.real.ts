import { loadOnLocust } from './load-on-locust.ts';
import { newestByGet } from './releases.ts';

loadOnLocust(newestByGet);
