/** SVG to PNG with fonts of our own: a server without fonts would draw a chart without its words. */
import { createRequire } from 'node:module';
import { Failure, wordsOf } from '../../src/failure.ts';

/** Twice the chart's own size, for dense screens. */
const defaultWidthPx = 1200;

/**
 * Draws off the main thread. Text must ask for `DejaVu Sans` or `DejaVu Sans Mono`. The library is loaded at the first
 * picture. Rejects with a Failure `picture-failed`.
 */
export async function svgToPng(svg: string, widthPx: number = defaultWidthPx): Promise<Uint8Array> {
  try {
    const { renderAsync } = await import('@resvg/resvg-js');
    const picture = await renderAsync(svg, {
      fitTo: { mode: 'width', value: widthPx },
      font: {
        loadSystemFonts: false,
        fontFiles: fontFiles(),
        defaultFontFamily: 'DejaVu Sans',
        sansSerifFamily: 'DejaVu Sans',
        monospaceFamily: 'DejaVu Sans Mono',
      },
      logLevel: 'off',
    });
    return picture.asPng();
  } catch (error) {
    throw new Failure('picture-failed', `the picture could not be drawn: ${wordsOf(error)}`, {
      retryable: false,
      cause: error,
    });
  }
}

function fontFiles(): string[] {
  const require = createRequire(import.meta.url);
  return [
    require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'),
    require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf'),
    require.resolve('dejavu-fonts-ttf/ttf/DejaVuSansMono.ttf'),
  ];
}
