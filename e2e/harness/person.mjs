// People: each has a browser profile of their own, a device, and a list of what went wrong on their pages.
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import axe from 'axe-core';
import { chromium } from 'playwright-core';

import { first, noteDownload, noteLook } from './ledger.mjs';
import { routeOf, widths } from './routes.mjs';
import { alike, structure } from './structure.mjs';

export const pictures = fileURLToPath(new URL('../out', import.meta.url));

const heights = { 360: 740, 1366: 768 }; // a small phone, an office computer

/** Starts Chromium (testenv names it; alone, Debian's) so that it asks nobody outside for anything. */
export function openBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'].find((path) => existsSync(path)),
    headless: true,
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/**
 * Somebody at a device. Two people never share cookies or storage.
 *
 * @param {import('playwright-core').Browser} browser
 * @param {object} [options]
 * @param {string} [options.url] the server's address; paths are then enough for goto
 * @param {360|1366} [options.width] a phone or an office computer
 * @param {boolean} [options.javaScript] residents' pages must work without
 * @param {boolean} [options.largeType] switched on as the person would, at the first page
 * @param {boolean} [options.everyPage] whether leave() fails for a page that was visited and never looked at
 */
export async function person(browser, { url, width = 360, javaScript = true, largeType = false, everyPage = true } = {}) {
  const phone = width < 600;
  const options = {
    baseURL: url,
    viewport: { width, height: heights[width] ?? 768 },
    isMobile: phone,
    hasTouch: phone,
    javaScriptEnabled: javaScript,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
  };
  const context = await browser.newContext(options);
  context.setDefaultTimeout(60_000); // milliseconds; a page takes a hundredth of that, unless the machine is shared with much else
  const device = `${width}${javaScript ? '' : '-nojs'}${largeType ? '-large' : ''}`;
  const somebody = new Person(context, options, await context.newPage(), { device, everyPage });
  if (largeType) await switchLargeType(somebody.page);
  return somebody;
}

/** Switches the large type on, by the control that stands on every page. */
async function switchLargeType(page) {
  await page.goto('/r/sign-in');
  await page.getByRole('button', { name: /大字/ }).first().click();
  await page.waitForLoadState();
}

/** A page by its kind: what differs from household to household and from question to question is left out. */
function kindOf(url) {
  return new URL(url).pathname.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '…').replace(/\/question\/.*/, '/question').replace(/(invitation|setup|d)\/.*/, '$1/…');
}

class Person {
  /** Violations of the content security policy, errors of scripts and of loading: none is allowed. */
  problems = [];

  #parts = new Set(); // kinds of pictures, styles and scripts that came with pages
  #visited = new Set();
  #looked = new Set();
  #twin;

  constructor(context, options, page, { device, everyPage }) {
    this.context = context;
    this.options = options;
    this.page = page;
    this.device = device;
    this.everyPage = everyPage;
    context.on('page', (opened) => this.#watch(opened));
    this.#watch(page);
  }

  #watch(page) {
    page.on('framenavigated', (frame) => {
      if (frame === page.mainFrame() && frame.url().startsWith('http')) this.#visited.add(kindOf(frame.url()));
    });
    page.on('download', (download) => noteDownload(new URL(download.url()).pathname));
    page.on('response', (response) => {
      const { pathname } = new URL(response.url());
      const kind = response.ok() && !response.request().isNavigationRequest() && routeOf(pathname);
      if (kind && !this.#parts.has(kind)) noteDownload(pathname);
      this.#parts.add(kind);
    });
    page.on('console', (message) => {
      if (message.type() !== 'error') return;
      // A refused form answers 4xx with a page that says why: that is an answer, not a defect.
      const refusedForm = /^Failed to load resource.* 4\d\d /.test(message.text()) && message.location().url === page.url();
      if (!refusedForm) this.problems.push(`${page.url()}: ${message.text()}`);
    });
    page.on('pageerror', (error) => this.problems.push(`${page.url()}: ${error.message}`));
    page.on('requestfailed', (request) => {
      const why = request.failure()?.errorText ?? '';
      if (why !== 'net::ERR_ABORTED') this.problems.push(`${request.url()}: ${why}`);
    });
  }

  /**
   * Looks at the page as it stands: nothing to scroll sideways, axe, and a picture; the last two once for pages that are
   * built alike. Each kind of page is looked at on the other width too, the first time that anybody comes to it.
   */
  async look(name) {
    const { page } = this;
    const { pathname } = new URL(page.url());
    this.#looked.add(kindOf(page.url()));
    const own = page.viewportSize();
    await this.#lookAt(name, pathname);
    const other = widths.find((width) => width !== own.width);
    if (this.device.endsWith('-large') || !first('width', `${routeOf(pathname)} ${other}`)) return;
    await page.setViewportSize({ width: other, height: heights[other] });
    await this.#lookAt(name, pathname);
    await page.setViewportSize(own);
  }

  async #lookAt(name, pathname) {
    const { page } = this;
    const { width } = page.viewportSize();
    const device = this.device.replace(/^\d+/, width);
    await fits(page);
    const built = `${device.replace('-nojs', '')} ${await page.evaluate(structure)}`;
    if (first('axe', built)) await this.axe();
    if (first('picture', `${name}-${device}`)) await this.#picture(`${name}-${device}`, page);
    noteLook(pathname, width);
  }

  /** Fails with every accessibility violation of the page as it stands now (WCAG A and AA and axe's own practices). */
  async axe(page = this.page) {
    const violations = await this.#withScripts(page, async (scripted) => {
      await scripted.evaluate(`${axe.source}; window.alike = ${alike}`);
      return scripted.evaluate(async () => {
        const found = await window.axe.run({ include: [document], exclude: window.alike() }, { resultTypes: ['violations'] });
        return found.violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.map(({ html }) => ({ html })) }));
      });
    });
    if (violations.length === 0) return;
    const lines = violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.html}`));
    throw new Error(`${page.url()} is not accessible:\n${lines.join('\n')}`);
  }

  /** Axe is a script: where scripts are off it looks at a twin, the same HTML and styles in a page that runs none of the site's scripts. */
  async #withScripts(page, look) {
    if (this.options.javaScriptEnabled) return look(page);
    const [html, url] = [await page.content(), page.url()];
    if (!this.#twin) {
      this.#twin = await (await this.context.browser().newContext({ ...this.options, javaScriptEnabled: true })).newPage();
    }
    await this.#twin.unrouteAll();
    await this.#twin.route('**/*', (route) => {
      const request = route.request();
      if (request.resourceType() === 'script') return route.abort();
      if (request.isNavigationRequest()) return route.fulfill({ contentType: 'text/html; charset=utf-8', body: html });
      return route.continue();
    });
    await this.#twin.goto(url);
    return look(this.#twin);
  }

  /** Keeps a picture of the whole page in e2e/out, named for the page and the device, and fails where the page scrolls sideways. */
  async screenshot(name, page = this.page) {
    await fits(page);
    return this.#picture(`${name}-${this.device}`, page);
  }

  async #picture(name, page) {
    await mkdir(pictures, { recursive: true });
    const file = path.join(pictures, `${name}.png`);
    await page.screenshot({ path: file, fullPage: true });
    return file;
  }

  /** Puts the device away. Fails if anything went wrong on the way. */
  async leave() {
    await this.#twin?.context().close();
    await this.context.close();
    const unseen = [...this.#visited].filter((kind) => !this.#looked.has(kind));
    if (this.everyPage && unseen.length > 0) this.problems.push(`visited and never looked at: ${unseen.join(' ')}`);
    if (this.problems.length > 0) throw new Error(`something went wrong on the pages:\n${this.problems.join('\n')}`);
  }
}

/** Fails where the page is wider than the screen. */
async function fits(page) {
  const [content, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  if (content > screen) throw new Error(`${page.url()} is ${content} px wide on a screen of ${screen} px`);
}
