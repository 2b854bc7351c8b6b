// The harness tests itself: what it promises to catch, it catches.
import assert from 'node:assert/strict';
import { access } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { openBrowser, person } from '../harness/person.mjs';
import { chengxin, startServer } from '../harness/server.mjs';

const tiny = fileURLToPath(new URL('./tiny-server.mjs', import.meta.url));
let browser;
let server;

before(async () => {
  server = await startServer({ start: ({ dir, address }) => ({ command: process.execPath, args: [tiny, dir, address] }) });
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

test('the built program says its version', () => {
  assert.match(chengxin('version'), /^chengxin \S+/);
});

test('a phone, an office computer, no script and large type all see an accessible page', async () => {
  for (const device of [{ width: 360 }, { width: 1366 }, { width: 360, javaScript: false }, { width: 360, largeType: true }, { width: 360, javaScript: false, largeType: true }]) {
    const somebody = await person(browser, { everyPage: false, url: server.url, ...device });
    await somebody.page.goto('/');
    assert.equal(await somebody.page.locator('#script').textContent(), device.javaScript === false ? '' : 'ran');
    const size = await somebody.page.evaluate(() => getComputedStyle(document.body).fontSize);
    assert.equal(size, device.largeType ? '24px' : '16px');
    await somebody.axe();
    await access(await somebody.screenshot('harness'));
    await somebody.leave();
  }
});

test('two people share nothing', async () => {
  const one = await person(browser, { everyPage: false, url: server.url, largeType: true });
  const other = await person(browser, { everyPage: false, url: server.url });
  assert.equal((await one.context.cookies()).length, 1);
  assert.equal((await other.context.cookies()).length, 0);
  await one.leave();
  await other.leave();
});

test('a restart and a crash keep the folder and the address', async () => {
  const somebody = await person(browser, { everyPage: false, url: server.url });
  await somebody.page.goto('/');
  const first = Number(await somebody.page.locator('#starts').textContent());
  await server.restart();
  await server.crash();
  await somebody.page.goto('/');
  assert.equal(Number(await somebody.page.locator('#starts').textContent()), first + 2);
  await somebody.leave();
});

for (const javaScript of [true, false]) {
  const manner = javaScript ? 'with scripts' : 'without scripts';

  test(`a field without a label is found, ${manner}`, async () => {
    const somebody = await person(browser, { everyPage: false, url: server.url, javaScript });
    await somebody.page.goto('/unlabelled');
    await assert.rejects(somebody.axe(), /label/);
    await somebody.leave();
  });

  test(`a refused form is an answer and no defect, ${manner}`, async () => {
    const somebody = await person(browser, { everyPage: false, url: server.url, javaScript });
    await somebody.page.goto('/refused');
    await somebody.leave();
  });

  test(`a page wider than the screen is found, ${manner}`, async () => {
    const somebody = await person(browser, { everyPage: false, url: server.url, javaScript, width: 1366 });
    await somebody.page.goto('/wide');
    await assert.rejects(somebody.screenshot('harness-wide'), /px wide/);
    await somebody.leave();
  });
}

test('a page that was visited and never looked at is found', async () => {
  const somebody = await person(browser, { url: server.url });
  await somebody.page.goto('/');
  await assert.rejects(somebody.leave(), /never looked at: \/$/m);
});

test('a violation of the content security policy is found', async () => {
  const somebody = await person(browser, { everyPage: false, url: server.url });
  await somebody.page.goto('/inline');
  assert.notEqual(await somebody.page.title(), 'ran');
  await assert.rejects(somebody.leave(), /Content Security Policy/);
});

test('an error of a script is found', async () => {
  const somebody = await person(browser, { everyPage: false, url: server.url });
  await somebody.page.goto('/broken');
  await assert.rejects(somebody.leave(), /broken on purpose/);
});
