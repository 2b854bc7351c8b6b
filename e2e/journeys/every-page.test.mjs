// Everybody follows every link that is offered to them: none leads to a closed door, each page is looked at on a phone and
// on an office computer, and each file comes.
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

test('anybody', async () => {
  const anybody = await person(browser, { url: town.server.url });
  await pages.followAll(anybody, ['/', '/staff/sign-in', '/r/sign-in', '/healthz', '/log/checkpoint']);
  await anybody.leave();
});

for (const which of ['fresh', 'declared']) {
  test(`a resident whose household has ${which === 'fresh' ? 'just been told' : 'declared'}`, async () => {
    const resident = await person(browser, { url: town.server.url });
    await pages.signInResident(resident, town.residents[which]);
    await pages.followAll(resident, ['/r']);
    await pages.signOut(resident);
    await resident.leave();
  });
}

for (const login of ['cunji', 'jingban', 'shenhe', 'xianban', 'queren', 'shenji', 'xitong', 'anquan', 'rizhi']) {
  test(`the officer ${login}`, async () => {
    const officer = town.officers[login];
    const who = await person(browser, { url: town.server.url, width: 1366 });
    await pages.signInOfficer(who, officer);
    const menu = await who.page.getByRole('navigation', { name: '主菜单' }).getByRole('link').count();
    assert.ok(menu >= 2, `${officer.role} has an empty menu`);
    await pages.followAll(who, ['/console']);
    const household = await pages.openSomeHousehold(who);
    if (household) await pages.followAll(who, [household]); // now with the purpose that the file asks for
    await pages.signOut(who);
    await who.leave();
  });
}
