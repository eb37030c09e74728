import { loadOnLocust } from './load-on-locust.ts';
import { ofTheDemo } from './releases.ts';

loadOnLocust(ofTheDemo);
