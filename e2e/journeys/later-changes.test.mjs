// After the declaration: a change told in time and one told late, a correction kept apart from a succession, and a wish to
// leave that another office must call back and the household may take back.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { openBrowser, person } from '../harness/person.mjs';
import { day, openTown } from '../harness/town.mjs';
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

test('a change told within three months is in time, a later one is told that it is late and no breach', async () => {
  const resident = await person(browser, { url: town.server.url, javaScript: false });
  await pages.signInResident(resident, town.residents.declared);
  const soon = await pages.reportChange(resident, { kind: /^收入多了/, happened: day(-20), words: '上个月找到了一份看门的活' });
  assert.match(soon, /属于及时申报/);
  const late = await pages.reportChange(resident, { kind: /^少了财产/, happened: day(-200), words: '年初把三轮车卖了' });
  assert.match(late, /现在说也算数，不算失信/);
  await resident.leave();
});

test('a correction says that it was wrong, a succession that things have changed: the file keeps both apart', async () => {
  const resident = await person(browser, { url: town.server.url, javaScript: false });
  await pages.signInResident(resident, town.residents.declared);
  const household = /档案号：(\S+)/.exec(await pages.text(resident))[1];
  await pages.beginAgain(resident, { wrong: true });
  await pages.changeAnswer(resident, 'E102', { amount: '1500', per: '每年' });
  assert.match(await pages.checkAnswers(resident), /这次是更正/);
  await pages.submitDeclaration(resident);
  await pages.beginAgain(resident, { since: day(-2) });
  await pages.changeAnswer(resident, 'P501', { amount: '1' });
  const checked = await pages.checkAnswers(resident);
  assert.match(checked, /这次是更新/);
  await pages.submitDeclaration(resident);
  await resident.leave();

  const officer = await person(browser, { url: town.server.url, width: 1366 });
  await pages.signInOfficer(officer, town.officers.jingban);
  const id = await pages.openHousehold(officer, household, '办理申报');
  const declared = await pages.openPart(officer, id, 'declarations');
  for (const words of [/第 1 次申报（首次）/, /第 2 次申报（更正上次）/, /第 3 次申报（情况变化后）/, /1,500\.00/]) assert.match(declared, words);
  await officer.leave();
});

test('a household asks to leave: the township may not call, the county does, and the household takes it back', async () => {
  const { server, officers } = town;
  const resident = await person(browser, { url: server.url });
  await pages.signInResident(resident, town.residents.declared);
  const household = /档案号：(\S+)/.exec(await pages.text(resident))[1];
  await pages.askExit(resident, '儿子找到了稳定的工作');

  const township = await person(browser, { url: server.url, width: 1366 });
  await pages.signInOfficer(township, officers.jingban);
  assert.equal(await township.page.getByRole('link', { name: '退出回访' }).count(), 0, 'the township has no such task');
  assert.equal((await pages.ask(township, '/console/exits')).status, 403);
  await township.leave();

  const county = await person(browser, { url: server.url, width: 1366 });
  await pages.signInOfficer(county, officers.xianban);
  assert.match(await pages.openCall(county, household), /是您自己提出的吗/);
  await pages.recordCall(county, /^联系上了，确认要退出/, '上午十点电话联系户主，是自己愿意');
  await county.leave();

  await resident.page.goto('/r/exit');
  await resident.look('resident-exit-confirmed');
  assert.match(await pages.text(resident), /您已经确认要退出，现在还可以反悔/);
  await pages.revokeExit(resident);
  await resident.page.goto('/r/messages');
  await resident.look('resident-messages');
  assert.match(await pages.text(resident), /已撤回退出申请/);
  await resident.leave();
});
