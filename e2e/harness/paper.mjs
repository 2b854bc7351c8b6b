// Issued papers, read as a person reads a print.
import { spawnSync } from 'node:child_process';

const largest = 64 << 20; // bytes: the words of a village's forms

/** The words of a PDF, page after page. */
export function paperText(pdf) {
  const read = spawnSync('pdftotext', ['-layout', '-', '-'], { input: pdf, encoding: 'utf8', maxBuffer: largest });
  if (read.error) throw read.error;
  if (read.status !== 0) throw new Error(`not a PDF that can be read: ${read.stderr}`);
  return read.stdout;
}
