// People: each has a browser profile of their own, a device, and a list of what went wrong on their pages.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from 'playwright-core';

import { switchLargeType } from '../pages.mjs';

export const pictures = fileURLToPath(new URL('../out', import.meta.url));

const heights = { 360: 740, 1366: 768 }; // a small phone, an office computer

/** Starts Chromium so that it asks nobody outside for anything. */
export function openBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
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
 */
export async function person(browser, { url, width = 360, javaScript = true, largeType = false } = {}) {
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
  context.setDefaultTimeout(15_000);
  const somebody = new Person(context, options, await context.newPage(), `${width}${javaScript ? '' : '-nojs'}${largeType ? '-large' : ''}`);
  if (largeType) await switchLargeType(somebody.page);
  return somebody;
}

class Person {
  /** Violations of the content security policy, errors of scripts and of loading: none is allowed. */
  problems = [];

  constructor(context, options, page, device) {
    this.context = context;
    this.options = options;
    this.page = page;
    this.device = device;
    context.on('page', (opened) => this.#watch(opened));
    this.#watch(page);
  }

  #watch(page) {
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

  /** Fails with every accessibility violation of the page as it stands now (WCAG A and AA and axe's own practices). */
  async axe(page = this.page) {
    const { violations } = await this.#withScripts(page, (scripted) => new AxeBuilder({ page: scripted }).analyze());
    if (violations.length === 0) return;
    const lines = violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.html}`));
    throw new Error(`${page.url()} is not accessible:\n${lines.join('\n')}`);
  }

  /** Axe is a script: where scripts are off it looks at a twin, the same HTML and styles in a page that runs none of the site's scripts. */
  async #withScripts(page, look) {
    if (this.options.javaScriptEnabled) return look(page);
    const twin = await this.context.browser().newContext({ ...this.options, javaScriptEnabled: true, storageState: await this.context.storageState() });
    try {
      const [html, url] = [await page.content(), page.url()];
      await twin.route('**/*', (route) => {
        const request = route.request();
        if (request.resourceType() === 'script') return route.abort();
        if (request.isNavigationRequest()) return route.fulfill({ contentType: 'text/html; charset=utf-8', body: html });
        return route.continue();
      });
      const scripted = await twin.newPage();
      await scripted.goto(url);
      return await look(scripted);
    } finally {
      await twin.close();
    }
  }

  /** Keeps a picture of the whole page in e2e/out, named for the page and the device, and fails where the page scrolls sideways. */
  async screenshot(name, page = this.page) {
    await mkdir(pictures, { recursive: true });
    const file = path.join(pictures, `${name}-${this.device}.png`);
    await page.screenshot({ path: file, fullPage: true });
    const [content, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
    if (content > screen) throw new Error(`${page.url()} is ${content} px wide on a screen of ${screen} px`);
    return file;
  }

  /** Puts the device away. Fails if anything went wrong on the way. */
  async leave() {
    await this.context.close();
    if (this.problems.length > 0) throw new Error(`something went wrong on the pages:\n${this.problems.join('\n')}`);
  }
}
