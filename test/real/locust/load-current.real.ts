import { loadOnLocust } from './load-on-locust.ts';
import { current } from './releases.ts';

loadOnLocust(current);
