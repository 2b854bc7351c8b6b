// The product's addresses, as its router knows them: which one a page belongs to, and which of them nobody has looked at.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

import { ledgerFile, looks } from './ledger.mjs';
import { root } from './server.mjs';

export const widths = [360, 1366]; // pixels: a small phone, an office computer

let known;

/** Every address that answers GET. */
function routes() {
  if (known) return known;
  const kept = ledgerFile('routes.txt');
  if (!existsSync(kept)) writeFileSync(kept, askRouter());
  known = readFileSync(kept, 'utf8').trim().split('\n').filter((line) => line.startsWith('GET ')).map((line) => {
    const pattern = line.split(' ')[1];
    const shape = pattern.replace('{$}', '').replace(/[.]/g, '\\.').replace(/\{[a-z]+\}/g, '[^/]+');
    return { pattern, shape: new RegExp(`^${shape}$`), open: pattern.split('{').length };
  });
  known.sort((one, other) => one.open - other.open); // the more exact one first, as net/http chooses
  return known;
}

function askRouter() {
  const asked = spawnSync('go', ['run', './tools/routes'], { cwd: root, encoding: 'utf8' });
  if (asked.error) throw asked.error;
  if (asked.status !== 0) throw new Error(`the routes are not to be had:\n${asked.stderr}`);
  return asked.stdout;
}

/** The pattern that answers a path, e.g. /console/households/{household}; undefined where nothing does. */
export function routeOf(pathname) {
  return routes().find(({ shape }) => shape.test(pathname))?.pattern;
}

/** What the journeys of this run have looked at, and the pages that they have not seen at each width. */
export function coverage() {
  const seen = new Map(routes().map(({ pattern }) => [pattern, new Set()]));
  for (const { width, pathname } of looks()) seen.get(routeOf(pathname))?.add(width);
  const download = 0;
  const lacking = [...seen].filter(([, at]) => !at.has(download) && !widths.every((width) => at.has(width)));
  return { all: seen.size, lacking: lacking.map(([pattern, at]) => `${pattern}${at.size > 0 ? ` at ${widths.filter((width) => !at.has(width))} px` : ''}`) };
}
