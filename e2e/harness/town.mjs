// The demonstration town, built once for all journeys: every journey gets a copy of its own and a server on it.
import { createHmac } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { chengxin, serve, startServer } from './server.mjs';

const variable = 'CHENGXIN_TOWN'; // the folder of the town that run.mjs has built for everybody

/** Builds the town in a fresh folder and gives the folder: data/ is what `chengxin demo` made, said.txt what it printed. */
export async function buildTown() {
  const folder = await mkdtemp(path.join(tmpdir(), 'chengxin-town-'));
  await writeFile(path.join(folder, 'said.txt'), chengxin('demo', '--no-serve', '--households', '148', '--dir', path.join(folder, 'data')));
  return { folder, environment: { [variable]: folder }, remove: () => rm(folder, { recursive: true, force: true }) };
}

/**
 * A server on a copy of the town, with the people whom the demonstration names.
 *
 * @param {string} [configuration] what stands in the county's configuration file; none by default
 */
export async function openTown(configuration) {
  const own = process.env[variable] === undefined ? await buildTown() : undefined;
  const folder = own?.folder ?? process.env[variable];
  const people = readPeople(await readFile(path.join(folder, 'said.txt'), 'utf8'));
  const file = (dir) => path.join(dir, 'chengxin.yaml');
  const server = await startServer({
    start: (at) => (configuration ? withFile(serve(at), file(at.dir)) : serve(at)),
    fill: async (dir) => {
      await cp(path.join(folder, 'data'), dir, { recursive: true });
      if (configuration) await writeFile(file(dir), configuration);
    },
  });
  await own?.remove();
  return { server, ...people };
}

/** How a server is started with a configuration file. */
function withFile({ command, args }, file) {
  return { command, args: ['--config', file, ...args] };
}

/** Reads the demonstration's table: an officer's line has a login name, a password and a key; a resident's two codes. */
function readPeople(said) {
  const officers = {};
  const residents = [];
  for (const line of said.split('\n')) {
    const cells = line.trim().split(/\s{2,}/);
    const key = /\s([A-Z2-7]{32})$/.exec(line.trim());
    if (key) {
      const [role, name, login, password] = cells;
      officers[login] = { role, name, login, password, factor: new SecondFactor(key[1]) };
    }
    const resident = /\s(\d{12})\s.*?(\d{3}[\dX])\s.*?(\d{6})$/.exec(line.trim());
    if (resident) residents.push({ name: cells[1], code: resident[1], tail: resident[2], signing: resident[3] });
  }
  if (Object.keys(officers).length === 0 || residents.length !== 3) throw new Error(`the demonstration did not print its people:\n${said}`);
  return { officers, residents: { fresh: residents[0], declared: residents[1], judged: residents[2] } };
}

const step = 30_000; // milliseconds that a one-time password stands (RFC 6238)

/** An authenticator app. The server takes a password once, the one before and the one after the current: so do we, in order. */
export class SecondFactor {
  #secret;
  #last = 0;

  constructor(base32) {
    this.#secret = fromBase32(base32);
  }

  /** The next password that was not used yet. Waits when three were used within a minute. */
  async next() {
    const now = () => Math.floor(Date.now() / step);
    const counter = Math.max(this.#last + 1, now());
    while (counter > now() + 1) await new Promise((resolve) => setTimeout(resolve, 200));
    this.#last = counter;
    const message = Buffer.alloc(8);
    message.writeBigUInt64BE(BigInt(counter));
    const digest = createHmac('sha1', this.#secret).update(message).digest();
    const offset = digest[digest.length - 1] & 0xf;
    return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
  }
}

function fromBase32(text) {
  let bits = '';
  for (const letter of text) bits += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0');
  return Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
}

/** An invented identity number: region codes that begin with 99 exist nowhere (GB 11643 check digit). */
export function inventedNumber(birth, order) {
  const first = `990422${birth}${String(order).padStart(3, '0')}`;
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = [...first].reduce((total, digit, i) => total + Number(digit) * weights[i], 0);
  return first + '10X98765432'[sum % 11];
}

/** A day so many days from today in Shanghai, as the pages' three boxes want it. */
export function day(fromToday = 0) {
  const at = new Date(Date.now() + 8 * 3_600_000 + fromToday * 86_400_000);
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate() };
}
