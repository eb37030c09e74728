import type { Said } from '../ports.ts';
import { latestReading, type Run } from '../run/run.ts';
import { compose } from './compose.ts';
import { capital } from './decision-words.ts';
import { chanceWords, courseWords, forecastWords } from './forecast-words.ts';
import { freshReading, memoryWords, rssWords, zeroAt } from './memory.ts';
import { duration, offset } from './number.ts';
import { sparkLine } from './run-sparkline.ts';
import { outsideWords, reasonFirst } from './typed.ts';

/** Every `LEAKOPS_PROGRESS`: `+6 m: 64 %, 12.8 of 20 MiB, up 3.6 points a minute`, the forecast, the bars. Pings nobody. */
export function progressPost(run: Run, now: number): Said {
  const spark = sparkLine(run, now);
  const forecast = forecastWords(run, now);
  const risk = chanceWords(run, now);
  const chanceOf = risk === null ? '' : ` · ${risk}`;
  return compose({
    kind: 'progress',
    level: 'default',
    lines: [
      `${offset(now - zeroAt(run))}: ${progress(run, now)}`,
      { shown: `${capital(forecast.shown)}${chanceOf}`, spoken: `${forecast.spoken}${chanceOf}` },
      ...(spark === null ? [] : [spark]),
    ],
  });
}

function progress(run: Run, now: number): string {
  const reading = freshReading(run, now);
  if (reading === null) {
    const last = latestReading(run);
    const since = last === null ? 'no reading' : `no reading for ${duration(now - last.at)}`;
    const why = run.readingsWhy === null ? '' : `, ${outsideWords(reasonFirst(run.readingsWhy), 60)}`;
    return `memory unknown, ${since}${why}`;
  }
  const rss = rssWords(run, reading);
  return `${memoryWords(run, reading)}, ${rss ?? courseWords(run)}`;
}
