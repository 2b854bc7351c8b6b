// The offices' own matters: a year's holidays, an account whose link was lost, the second factor shown again.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { openBrowser, person } from '../harness/person.mjs';
import { openTown, SecondFactor } from '../harness/town.mjs';
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

test('the county takes in next year’s holidays, and the township counts by them', async () => {
  const county = await person(browser, { url: town.server.url, width: 1366 });
  await pages.signInOfficer(county, town.officers.xianban);
  await pages.importYear(county, 2027, '国办发明电〔2026〕演示号', [
    '2027-01-01~2027-01-03 休 元旦',
    '2027-02-05~2027-02-11 休 春节',
    '2027-02-14 班 春节',
    '2027-04-03~2027-04-05 休 清明节',
    '2027-05-01~2027-05-05 休 劳动节',
    '2027-06-09 休 端午节',
    '2027-09-15 休 中秋节',
    '2027-10-01~2027-10-07 休 国庆节',
  ]);
  await town.server.restart();
  const township = await person(browser, { url: town.server.url, width: 360 });
  await pages.signInOfficer(township, town.officers.jingban);
  await township.page.goto('/console/calendar?year=2027');
  await township.look('calendar-known');
  const said = await pages.text(township);
  assert.match(said, /国办发明电〔2026〕演示号/);
  assert.match(said, /端午节/);

  await township.page.goto('/console/step-up');
  await pages.stepUp(township, town.officers.jingban);
  await pages.read(township, /身份已确认/);
  await township.look('desk-confirmed');
  await township.leave();
  await county.leave();
});

test('a lost link is replaced: the old one is closed, the new one opens the account', async () => {
  const admin = await person(browser, { url: town.server.url, width: 1366 });
  await pages.signInOfficer(admin, town.officers.xitong);
  const fresh = { login: 'xincun', name: '海新村' };
  const lost = await pages.createOfficer(admin, { ...fresh, unit: '吉强镇' });
  const link = await pages.inviteAgain(admin, fresh.name);
  await town.server.restart();

  const officer = await person(browser, { url: town.server.url, width: 360 });
  await officer.page.goto(new URL(lost).pathname);
  await officer.look('invitation-closed');
  await pages.read(officer, /已换新，不能再用/);
  const ready = await pages.acceptInvitation(officer, link, { ...fresh, password: '大滩村的玉米今年熟得早一些' }, SecondFactor);
  await pages.signInOfficer(officer, ready);
  await officer.leave();
  await admin.leave();
});
