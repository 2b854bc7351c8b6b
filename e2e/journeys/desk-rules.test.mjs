// The desk's pages of the policy, the calendar and the log, each for the officer whom they concern.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { openBrowser, person } from '../harness/person.mjs';
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

test('every entry of every officer’s menu opens', async () => {
  for (const officer of Object.values(town.officers)) {
    const who = await person(browser, { url: town.server.url, width: 1366 });
    await pages.signInOfficer(who, officer);
    const menu = who.page.getByRole('navigation', { name: '主菜单' });
    const inMenu = async () => Promise.all((await menu.getByRole('link').all()).map((link) => link.getAttribute('href')));
    const paths = new Set(await inMenu());
    for (const group of [...paths]) { // what lies below a group stands on its pages
      await who.page.goto(group);
      for (const path of await inMenu()) paths.add(path);
    }
    assert.ok(paths.size >= 2, `${officer.role} has an empty menu`);
    for (const path of paths) {
      const answer = await who.page.goto(path);
      assert.equal(answer.status(), 200, `${officer.role} opens ${path} and gets ${answer.status()}`);
      await who.look(`menu${path.replace(/\//g, '-')}`);
    }
    await who.leave();
  }
});
