// Issued papers, read as a person reads a print.
import { spawnSync } from 'node:child_process';

import jsQR from 'jsqr';

const largest = 64 << 20; // bytes: the words of a village's forms

/** The words of a PDF, page after page. */
export function paperText(pdf) {
  const read = spawnSync('pdftotext', ['-layout', '-', '-'], { input: pdf, encoding: 'utf8', maxBuffer: largest });
  if (read.error) throw read.error;
  if (read.status !== 0) throw new Error(`not a PDF that can be read: ${read.stderr}`);
  return read.stdout;
}

/** What the QR pictures of one page say, read from the page as a phone's camera sees it; a page from 1. */
export function pictureCode(pdf, page) {
  const seen = spawnSync('pdftoppm', ['-gray', '-r', '200', '-f', String(page), '-l', String(page), '-'], { input: pdf, maxBuffer: largest });
  if (seen.error) throw seen.error;
  const image = seen.stdout;
  const head = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(image.subarray(0, 40).toString('latin1'));
  if (!head) throw new Error(`page ${page} cannot be drawn: ${seen.stderr}`);
  const [width, height] = [Number(head[1]), Number(head[2])];
  const colours = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < width * height; i++) colours.fill(image[head[0].length + i], 4 * i, 4 * i + 4);
  const read = jsQR(colours, width, height, { inversionAttempts: 'dontInvert' });
  if (!read) throw new Error(`no QR picture on page ${page} that can be read`);
  return read.data;
}
