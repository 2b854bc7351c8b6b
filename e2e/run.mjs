// Runs every journey, prints each with its outcome and closes with "N passed, N failed".
// A journey that was left out, or a run without any, is a failure: what was not walked was not shown.
//
//   npm test                      all journeys
//   npm test -- pledge notice     those whose file name holds one of the words
import { readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { run } from 'node:test';

import { openLedger } from './harness/ledger.mjs';
import { pictures } from './harness/person.mjs';
import { coverage } from './harness/routes.mjs';
import { buildTown } from './harness/town.mjs';

const folder = path.join(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), 'journeys');
const words = process.argv.slice(2);
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.test.mjs') && (words.length === 0 || words.some((word) => name.includes(word))))
  .map((name) => path.join(folder, name))
  .sort((one, other) => statSync(other).size - statSync(one).size); // the long ones first, so that both cores end together

let passed = 0;
let failed = 0;

/** A suite or a file is the sum of its tests: only the tests count. A file that died has no test to count for it. */
function isSum(data) {
  return data.details?.type === 'suite' || (data.name.endsWith('.test.mjs') && data.details?.error === undefined);
}

// The addresses that no journey reaches yet: a new one must be reached, or be put here by somebody who says why.
const notYet = new Set(readFileSync(path.join(import.meta.dirname ?? '.', 'not-yet.txt'), 'utf8').split('\n').filter((line) => line !== '' && !line.startsWith('#')));

const begun = performance.now();
if (words.length === 0) rmSync(pictures, { recursive: true, force: true });
const ledger = openLedger();
const town = await buildTown();
Object.assign(process.env, town.environment, ledger.environment);
coverage(); // asks the router once, for all
const stream = run({ files, concurrency: 2, timeout: 10 * 60 * 1000 }); // milliseconds a file, also where others use the machine
stream.on('test:pass', (data) => {
  if (isSum(data)) return;
  if (data.skip !== undefined || data.todo !== undefined) {
    failed += 1;
    console.log(`LEFT OUT ${data.name}`);
    return;
  }
  passed += 1;
  console.log(`ok   ${data.name} (${Math.round(data.details.duration_ms)} ms)`);
});
stream.on('test:fail', (data) => {
  const cause = data.details.error?.cause ?? data.details.error;
  if (data.details?.error?.failureType === 'subtestsFailed') return;
  failed += 1;
  console.log(`FAIL ${data.name}\n${cause?.stack ?? cause}`);
});
stream.on('test:stderr', (data) => process.stderr.write(data.message));
stream.on('end', async () => {
  await town.remove();
  if (words.length === 0) {
    const { all, lacking } = coverage();
    const unexpected = lacking.filter((page) => !notYet.has(page));
    failed += unexpected.length;
    for (const page of unexpected) console.log(`NEVER LOOKED AT ${page}`);
    for (const page of notYet) if (!lacking.includes(page)) console.log(`looked at now, take it off not-yet.txt: ${page}`);
    console.log(`${all - lacking.length} of ${all} addresses looked at, each page at both widths; ${lacking.length - unexpected.length} known to wait for a journey`);
  }
  rmSync(ledger.folder, { recursive: true, force: true });
  console.log(`${passed} passed, ${failed} failed (${Math.round((performance.now() - begun) / 1000)} s)`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
});
stream.resume();
