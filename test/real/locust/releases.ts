/** The releases of Locust that the Load adapter is proved on. Each has a `requirements-VERSION.txt` beside this file. */

export interface Release {
  version: string;
  /** Which method stops it; the other one is answered 405. */
  stops: 'POST' | 'GET';
  /** Of the environment: its `locust` program. */
  variable: string;
}

function release(version: string, stops: 'POST' | 'GET'): Release {
  return { version, stops, variable: `LOCUST_${version.replaceAll('.', '_')}` };
}

export const current = release('2.47.0', 'POST');
/** The newest that stops by GET, and with it the last that does not cancel a `run_time`. */
export const newestByGet = release('2.46.7', 'GET');
/** What the demo pinned last, before k6. */
export const ofTheDemo = release('2.44.4', 'GET');

export const releases = [current, newestByGet, ofTheDemo];
