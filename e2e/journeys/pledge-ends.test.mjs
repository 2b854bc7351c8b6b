// A whole village is told at once; a proxy's registration ends; a pledge is withdrawn. The other side reads each of them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { openBrowser, person } from '../harness/person.mjs';
import { day, inventedNumber, openTown } from '../harness/town.mjs';
import * as pages from '../pages.mjs';

let browser;
let town;
let officer;

before(async () => {
  town = await openTown();
  browser = await openBrowser();
  officer = await person(browser, { url: town.server.url, width: 1366 });
  await pages.signInOfficer(officer, town.officers.jingban);
});

after(async () => {
  await browser?.close();
  await town?.server.stop();
});

test('a village is told in one run; who has the text keeps it; a proxy whose registration ended is sent away', async () => {
  const number = inventedNumber('19570309', 151);
  const household = await pages.registerHousehold(officer, { address: '大滩村8组5号', members: [{ name: '杨秀兰', number }] });
  const said = await pages.issueVillage(officer, '640422100202');
  assert.match(said, /新制发 1 户，已有当前版本 148 户，未办成 0 户/);

  const own = await pages.issueAccessCode(officer, household.id);
  const code = await pages.registerProxy(officer, household.id, { name: '杨小军', relation: '侄子', tail: '4321', until: day(30), scope: ['阅读告知书、回答问题'] });
  const proxy = await person(browser, { url: town.server.url });
  await pages.signInResident(proxy, { code, tail: '4321' });
  await pages.endProxy(officer, household.id, '本人已回家，自己办理');
  await town.server.restart();

  await proxy.page.goto('/r');
  await proxy.look('resident-sign-in-ended');
  assert.match(new URL(proxy.page.url()).pathname, /sign-in/, 'an open session ends with the registration');
  await pages.typeCode(proxy, { code, tail: '4321' });
  await pages.read(proxy, /对不上/);
  await proxy.leave();

  const resident = await person(browser, { url: town.server.url, javaScript: false });
  await pages.signInResident(resident, { code: own, tail: number.slice(-4) });
  await resident.page.goto('/r/proxies');
  await resident.look('resident-proxies-ended');
  assert.match(await pages.text(resident), /杨小军[\s\S]*已结束/);
  await resident.leave();
});

test('a resident withdraws the authorisation, and the desk sees that nothing may be asked any more', async () => {
  const { declared } = town.residents;
  const resident = await person(browser, { url: town.server.url, javaScript: false });
  await pages.signInResident(resident, declared);
  const file = /档案号：(\S+)/.exec(await pages.text(resident))[1];
  await pages.withdrawPledge(resident, /授权/, '想先问清楚查什么');
  await town.server.restart();
  const id = await pages.openHousehold(officer, file, '告知和承诺');
  assert.match(await pages.openPledge(officer, id), /已撤回/);
  await resident.leave();
  await officer.leave();
});
