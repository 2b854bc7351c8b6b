// Issued papers, read as a person reads a print.
import { spawnSync } from 'node:child_process';

/** The words of a PDF, page after page. */
export function paperText(pdf) {
  const read = spawnSync('pdftotext', ['-layout', '-', '-'], { input: pdf, encoding: 'utf8' });
  if (read.error) throw read.error;
  if (read.status !== 0) throw new Error(`not a PDF that can be read: ${read.stderr}`);
  return read.stdout;
}
