import { expect, test } from 'vitest';
import { svgToPng } from '../../../adapters/picture/svg-to-png.ts';
import { chartSvg } from '../../../src/voice/chart.ts';
import { growthAt, makeRun, minute } from '../../src/voice/make-run.ts';

const svg = (inside: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="300" height="100" viewBox="0 0 300 100"><rect width="300" height="100" fill="#fff"/>${inside}</svg>`;
const text = (words: string, font: string, more = '') =>
  svg(`<text x="10" y="60" font-size="30" font-family="${font}" ${more}>${words}</text>`);

test('answers a PNG of the width asked for', async () => {
  const png = Buffer.from(await svgToPng(svg(''), 640));
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  expect(png.readUInt32BE(16)).toBe(640);
  expect(Buffer.from(await svgToPng(svg(''))).readUInt32BE(16)).toBe(1200);
});

test('text is really drawn, in each of the fonts', async () => {
  const empty = await svgToPng(svg(''));
  const pictures = [empty];
  for (const font of ['DejaVu Sans', 'DejaVu Sans Mono']) {
    pictures.push(await svgToPng(text('Peak 81 %', font)));
  }
  pictures.push(await svgToPng(text('Peak 81 %', 'DejaVu Sans', 'font-weight="bold"')));
  const distinct = new Set(pictures.map((picture) => Buffer.from(picture).toString('base64')));
  expect(distinct.size).toBe(pictures.length);
});

test('a font that is not there falls back, rather than drawing nothing', async () => {
  const fallen = Buffer.from(await svgToPng(text('Peak', 'Helvetica')));
  expect(fallen.equals(Buffer.from(await svgToPng(svg(''))))).toBe(false);
});

test('what is not SVG is refused with a Failure', async () => {
  await expect(svgToPng('<html>')).rejects.toMatchObject({ name: 'Failure', code: 'picture-failed' });
});

test('every text of a chart is drawn: the picture without it is another one', async () => {
  const chart = chartSvg(
    makeRun({ state: 'ended', outcome: 'averted', endedAt: growthAt + 12 * minute }),
    growthAt + 12 * minute,
  );
  const drawn = async (one: string) => Buffer.from(await svgToPng(one, 720)).toString('base64');
  const whole = await drawn(chart);
  const texts = chart.match(/<text .*?<\/text>/g) ?? [];
  expect(texts.length).toBeGreaterThan(12);
  for (const one of texts) expect(await drawn(chart.replace(one, '')), one).not.toBe(whole);
});
