// What all journeys of one run have looked at together, kept in files, because every journey is a process of its own.
import { createHash } from 'node:crypto';
import { appendFileSync, closeSync, mkdtempSync, openSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const variable = 'CHENGXIN_LEDGER'; // the folder that run.mjs has made for everybody

let own;

function folder() {
  if (process.env[variable]) return process.env[variable];
  own ??= openLedger().folder; // a journey that is run alone
  return own;
}

/** Begins an empty ledger for the journeys that are started with its environment. */
export function openLedger() {
  const made = mkdtempSync(path.join(tmpdir(), 'chengxin-ledger-'));
  return { folder: made, environment: { [variable]: made } };
}

/** A file of the run, by name. */
export function ledgerFile(name) {
  return path.join(folder(), name);
}

/** Whether nobody in this run has asked for this before: the one who is told so does it, for all others. */
export function first(kind, key) {
  const name = path.join(folder(), `${kind}-${createHash('sha256').update(key).digest('hex')}`);
  try {
    closeSync(openSync(name, 'wx'));
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Notes that a page was looked at: its path, at this width, with axe's or an alike page's agreement. */
export function noteLook(pathname, width) {
  appendFileSync(ledgerFile('looked.txt'), `${width} ${pathname}\n`); // short lines are appended whole
}

/** Notes that a file for download was asked for and came. */
export function noteDownload(pathname) {
  appendFileSync(ledgerFile('looked.txt'), `0 ${pathname}\n`);
}

/** All that was noted: {width, pathname}, in no order. */
export function looks() {
  try {
    return readFileSync(ledgerFile('looked.txt'), 'utf8').trim().split('\n').map((line) => {
      const [width, pathname] = line.split(' ');
      return { width: Number(width), pathname };
    });
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}
