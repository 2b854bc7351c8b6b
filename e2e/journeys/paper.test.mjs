// Declarations on paper: printed for a village in one file, filled in by hand, typed by one officer and looked at by another,
// with the server restarted and crashed on the way. The household reads on a phone what was entered for it, by whom and from
// which sheet, with its scan.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';

import { paperText } from '../harness/paper.mjs';
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

const item = '零工收入';

test('a sheet printed for a village is typed by one, read otherwise by another, settled by both, and read by the household', async () => {
  const { server, officers, residents } = town;
  const resident = await person(browser, { url: server.url, javaScript: false });
  await pages.signInResident(resident, residents.declared);
  const household = /档案号：(\S+)/.exec(await pages.text(resident))[1];

  const first = await person(browser, { url: server.url, width: 1366 });
  await pages.signInOfficer(first, officers.jingban);
  await pages.orderForms(first, '吉强镇大滩村');
  const run = first.page.url();
  await first.page.goto('/console/forms'); // off the page that comes again by itself
  await server.restart(); // the work goes on where it was
  await first.page.goto(run);
  const print = await readFile(await pages.fetchForms(first));
  const printed = paperText(print);
  assert.equal(pages.sheetNumbers(printed).length, 148, 'one form for everybody, also when the server was restarted on the way');
  await first.page.reload();
  await pages.read(first, /已下载，系统里不再保存/);

  const number = pages.sheetNumber(printed, household);
  assert.equal((await first.page.goto('/console/sheet/AAAA-2222')).status(), 404);
  await first.look('sheet-unknown');
  await pages.scanSheet(first, print, household);
  const scan = { name: 'shenbao.png', mimeType: 'image/png', buffer: await first.page.screenshot() };
  const entry = await pages.enterSheet(first, { signedOn: day(), kind: '上次填错了，更正', scan, answers: { [item]: { amount: '600', per: '每月' } } });
  assert.match(await pages.text(first), /这份表是您录入的，请等另一位工作人员复核/);
  assert.equal(await first.page.getByRole('button', { name: '提交复核' }).count(), 0, 'nobody checks the own entry');
  await server.restart();

  const second = await person(browser, { url: server.url, width: 1366 });
  await pages.signInOfficer(second, officers.hecha);
  assert.equal(await pages.openWaiting(second, household), entry);
  assert.equal((await pages.ask(second, `${entry}/scan`)).type, 'image/png');
  await pages.compareSheet(second, { [item]: { amount: '800', per: '每月' } });
  await pages.read(second, /有 1 项不一致，请和录入人商定/);
  await pages.settleSheet(second, '复核人', '扫描件上是 800，6 和 8 写得像');
  await server.crash();
  await first.page.goto(entry);
  await pages.read(first, '扫描件上是 800，6 和 8 写得像');
  await pages.agreeSheet(first);

  await server.restart();

  const mine = await pages.readSheets(resident);
  assert.match(mine, new RegExp(`${number}.*已经复核`, 's'));
  assert.ok(mine.includes(officers.jingban.name) && mine.includes(officers.hecha.name), `the household is not told who entered and who checked:\n${mine}`);
  assert.match(mine, /600\.00.*800\.00.*扫描件上是 800，6 和 8 写得像/s);
  const own = await resident.page.getByRole('link', { name: '看这张表的扫描件' }).getAttribute('href');
  assert.equal((await pages.ask(resident, own)).type, 'image/png');
  await resident.page.goto('/r/declaration');
  await resident.look('resident-declared-on-paper');
  assert.match(await pages.text(resident), /第 2 次申报.*800\.00/s);

  const id = /sheets\/([0-9a-f-]{36})/.exec(entry)[1];
  await pages.openHousehold(first, household, '办理申报');
  assert.match(await pages.openPart(first, id, 'timeline'), new RegExp(`录入.*${number}`));
  await pages.openEvidence(first, id, /签字的纸质申报表/);
  for (const somebody of [resident, first, second]) await somebody.leave();
});

test('a sheet is typed twice, the second time without seeing the first; one that nobody signed is sent back', async () => {
  const { server, officers, residents } = town;
  const first = await person(browser, { url: server.url, width: 1366 });
  await pages.signInOfficer(first, officers.cunji);
  const resident = await person(browser, { url: server.url, javaScript: false });
  await pages.signInResident(resident, residents.declared);
  const household = /档案号：(\S+)/.exec(await pages.text(resident))[1];
  const id = await pages.openHousehold(first, household, '办理申报');
  const scan = { name: 'shenbao.png', mimeType: 'image/png', buffer: await first.page.screenshot() };
  const answers = { [item]: { amount: '900', per: '每月' } };
  const enter = async () => {
    const number = pages.sheetNumber(paperText(await readFile(await pages.printForm(first, id))), household);
    await pages.openSheet(first, number);
    await pages.enterSheet(first, { signedOn: day(), kind: '上次填错了，更正', scan, answers });
    return number;
  };
  await enter();
  const second = await person(browser, { url: server.url, width: 1366 });
  await pages.signInOfficer(second, officers.jingban);
  await pages.openWaiting(second, household);
  await pages.rejectSheet(second, '第二页没有签字');
  await server.restart();

  const number = await enter();
  await pages.openWaiting(second, household);
  await pages.typeAgain(second, answers);
  await pages.counted(second);
  const mine = await pages.readSheets(resident);
  assert.match(mine, new RegExp(`${number}.*算作您家的第`, 's'));
  await resident.page.goto('/r/sheets');
  assert.match(await pages.text(resident), /没有算作申报/);
  for (const somebody of [first, second, resident]) await somebody.leave();
});
