// A server of our own for each journey: a fresh folder, a free loopback port, and a restart on the same folder.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

const patience = 60_000; // milliseconds until a started server must answer
const grace = 10_000; // milliseconds that a server has to end after SIGTERM

/** The built program: $CHENGXIN_BINARY, else bin/chengxin, which `make build` writes. */
export function binary() {
  return process.env.CHENGXIN_BINARY ?? path.join(root, 'bin', 'chengxin');
}

/** Runs a command of the program to its end, e.g. chengxin('version'), and gives what it printed. Fails with what it complained of. */
export function chengxin(...args) {
  const ended = spawnSync(binary(), args, { encoding: 'utf8', timeout: 5 * patience });
  if (ended.error) throw ended.error;
  if (ended.status !== 0) throw new Error(`chengxin ${args.join(' ')} ended with ${ended.status}:\n${ended.stderr}${ended.stdout}`);
  return ended.stdout;
}

/** A loopback port that nobody listens on at this moment. */
export async function freePort() {
  const probe = createServer();
  await new Promise((resolve, reject) => probe.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/**
 * Starts a server and waits until it answers.
 *
 * @param {object} [options]
 * @param {(at: {dir: string, address: string}) => {command: string, args: string[]}} [options.start] how to start it; default `chengxin serve`
 * @param {string} [options.health] the path that answers 200 once the server is ready
 * @param {(dir: string) => Promise<void>} [options.fill] puts data into the folder before the first start
 */
export async function startServer({ start = serve, health = '/r/sign-in', fill } = {}) {
  const dir = await mkdtemp(path.join(tmpdir(), 'chengxin-journey-'));
  await fill?.(dir);
  const address = `127.0.0.1:${await freePort()}`;
  const server = new Server({ dir, address, start, health });
  try {
    await server.start();
  } catch (error) {
    await server.stop();
    throw error;
  }
  return server;
}

/** The product as an office runs it. */
export function serve({ dir, address }) {
  return { command: binary(), args: ['serve', '--dir', dir, '--listen', address] };
}

class Server {
  #child;
  #options;
  #said = '';

  constructor(options) {
    this.#options = options;
    this.dir = options.dir;
    this.url = `http://${options.address}`;
  }

  /** What the server printed so far: the first administrator's one-time link, the demonstration's sign-ins. */
  get output() {
    return this.#said;
  }

  async start() {
    const { command, args } = this.#options.start(this.#options);
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (this.#said += text));
    let problem;
    child.once('error', (error) => (problem = error));
    for (const until = Date.now() + patience; ; ) {
      if (problem) throw problem;
      if (child.exitCode !== null || child.signalCode !== null) {
        throw new Error(`the server ended with ${child.exitCode ?? child.signalCode}:\n${this.#said}`);
      }
      try {
        const answer = await fetch(this.url + this.#options.health, { redirect: 'manual' });
        await answer.arrayBuffer();
        if (answer.ok) return;
      } catch {
        // not listening yet
      }
      if (Date.now() > until) throw new Error(`the server did not answer ${this.#options.health} in ${patience} ms:\n${this.#said}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /**
   * Ends the server as an operator would and starts it on the same folder and port: what was acknowledged must still be there.
   *
   * @param {(dir: string) => Promise<void>} [between] what is done with the folder meanwhile
   */
  async restart(between) {
    await this.#end('SIGTERM');
    await between?.(this.dir);
    await this.start();
  }

  /** Ends the server as a power failure would, and starts it again. */
  async crash() {
    await this.#end('SIGKILL');
    await this.start();
  }

  async stop() {
    await this.#end('SIGTERM');
    await rm(this.dir, { recursive: true, force: true });
  }

  async #end(signal) {
    const child = this.#child;
    if (!child || child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    const late = setTimeout(() => child.kill('SIGKILL'), grace);
    await ended;
    clearTimeout(late);
    if (signal === 'SIGTERM' && child.signalCode === 'SIGKILL') throw new Error(`the server did not end within ${grace} ms of SIGTERM`);
  }
}
