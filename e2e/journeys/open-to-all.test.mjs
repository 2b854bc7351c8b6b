// What anybody may read without signing in, on a phone without JavaScript, and the paper that proves itself by its QR code.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { paperText } from '../harness/paper.mjs';
import { openBrowser, person } from '../harness/person.mjs';
import { binary, startServer } from '../harness/server.mjs';
import { openTown } from '../harness/town.mjs';
import * as pages from '../pages.mjs';

let browser;
let town;

before(async () => {
  town = await openTown();
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await town?.server.stop();
});

test('the start, help, policy and log are open to everybody', async () => {
  for (const device of [{ width: 360, javaScript: false }, { width: 360, largeType: true }, { width: 1366 }]) {
    const anybody = await person(browser, { url: town.server.url, everyPage: false, ...device });
    for (const path of ['/', '/help', '/check', '/policy', '/log', '/preferences']) {
      await anybody.page.goto(path);
      await anybody.look(`public${path === '/' ? '-start' : path.replace('/', '-')}`);
    }
    await anybody.leave();
  }
});

test("a receipt's QR address opens for everybody, proves the paper and says nothing about the family", async () => {
  const { server, residents } = town;
  const resident = await person(browser, { url: server.url, javaScript: false });
  await pages.signInResident(resident, residents.declared);
  await resident.page.goto('/r/papers');
  await resident.look('resident-papers');
  const row = resident.page.locator('div').filter({ hasText: /^\s*申报回执/ }).last();
  const paper = await pages.ask(resident, await row.getByRole('link').first().getAttribute('href'));
  const words = paperText(paper.body);
  assert.match(words, /演示/, 'every paper of the demonstration says that it is one');
  const number = /[^\s：:]+〔\d{4}〕\d+号/.exec(words)[0];
  const code = pages.publicCode(words);
  await resident.leave();

  const anybody = await person(browser, { url: server.url, javaScript: false });
  await anybody.page.goto(`/d/${code}`);
  await anybody.look('public-paper');
  const shown = await pages.text(anybody);
  assert.ok(shown.includes(number), `the page does not name ${number}:\n${shown}`);
  assert.ok(!shown.includes(residents.declared.name) && !shown.includes(residents.declared.tail), 'the page says whose paper it is');
  await anybody.page.goto(`/d/${code.slice(0, -1)}${code.endsWith('2') ? '3' : '2'}`);
  await anybody.look('public-paper-unknown');
  assert.ok(!(await pages.text(anybody)).includes(number));
  await anybody.leave();
});

test('the demonstration leads anybody to accounts that open', async () => {
  const server = await startServer({ start: ({ dir, address }) => ({ command: binary(), args: ['demo', '--households', '148', '--dir', dir, '--addr', address] }) });
  try {
    const visitor = await person(browser, { url: server.url, width: 1366 });
    await visitor.page.goto('/');
    await visitor.look('public-demo-start');
    await pages.follow(visitor, /演示/);
    await visitor.look('public-demo');
    const row = visitor.page.getByRole('row', { name: /李经办/ });
    const [login, password, digits] = await pages.demoSignIn(row);
    await visitor.page.goto('/staff/sign-in');
    await visitor.look('staff-sign-in');
    await pages.write(visitor, '登录名', login);
    await pages.write(visitor, '密码', password);
    await pages.press(visitor, '下一步');
    await visitor.look('staff-second-factor');
    await pages.write(visitor, '动态口令', digits);
    await pages.press(visitor, '登录');
    await pages.read(visitor, '李经办');
    await visitor.look('desk');
    await visitor.leave();
  } finally {
    await server.stop();
  }
});
