// What may be a breach is looked into: a case, a notice that the person reads and answers; and a decision that stands is contested, which
// stays every measure in the same moment, until somebody of another office answers.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { openBrowser, person, pictures } from '../harness/person.mjs';
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

test('a case is opened, the person is told in two ways, reads the notice and answers; nobody else of the house sees it', async () => {
  const { server, officers, residents } = town;
  const resident = await person(browser, { url: server.url, javaScript: false, width: 360 });
  await pages.signInResident(resident, residents.declared);
  const number = /档案号：(\S+)/.exec(await pages.text(resident))[1];
  assert.match(await pages.myCases(resident, 'none'), /没有对您的拟认定或者决定/);
  const officer = await person(browser, { url: server.url, width: 1366 });
  await pages.signInOfficer(officer, officers.jingban);
  const id = await pages.openHousehold(officer, number, '告知和承诺');
  const at = await pages.openCase(officer, id);
  assert.match(await pages.myCases(resident, 'gathering'), /没有对您的拟认定或者决定/, 'what is only gathered is told to nobody');
  await pages.recordInCase(officer, at, 'educated', async (who) => {
    await pages.write(who, '写明说了什么、要怎么做', '讲明卖牛的收入应当申报，请补报');
    await pages.servedBy('当面', residents.declared.name)(who);
  });
  await pages.recordInCase(officer, at, 'corrected', pages.correctedInCase);
  const preview = await pages.issueCaseNotice(officer, at);
  assert.match(preview, /等级为轻度/);
  await server.restart();
  await pages.recordInCase(officer, at, 'notice_served', pages.servedBy('当面', residents.declared.name));
  await pages.recordInCase(officer, at, 'notice_served', pages.servedBy('电话或者口头', residents.declared.name));
  const mine = await pages.myCases(resident, 'told');
  assert.match(mine, /告知和陈述申辩/);
  assert.match(mine, /到 \d{4}年\d+月\d+日 为止/);
  const letter = await resident.page.request.get(await resident.page.getByRole('link', { name: /拟认定告知书/ }).getAttribute('href'));
  assert.equal(letter.status(), 200);
  await writeFile(path.join(pictures, 'case-notice.pdf'), await letter.body());
  await pages.sayInCase(resident, '陈述申辩', '牛是替我哥卖的，钱给他了');
  await server.crash();
  await officer.page.goto(at);
  await officer.look('case-defence');
  assert.match(await pages.text(officer), /牛是替我哥卖的/);
  for (const somebody of [resident, officer]) await somebody.leave();
});

test('a decision that stands is contested late, every measure stands still, another office revokes it, the person reads the answer', async () => {
  const { server, officers, residents } = town;
  const resident = await person(browser, { url: server.url, javaScript: false, width: 360 });
  await pages.signInResident(resident, residents.judged);
  const number = /档案号：(\S+)/.exec(await pages.text(resident))[1];
  assert.match(await pages.myCases(resident, 'decided'), /起生效/);
  const letter = await resident.page.request.get(await resident.page.getByRole('link', { name: /行为认定决定书/ }).getAttribute('href'));
  await writeFile(path.join(pictures, 'case-decision.pdf'), await letter.body());
  const officer = await person(browser, { url: server.url, width: 1366 });
  await pages.signInOfficer(officer, officers.hecha);
  const id = await pages.openHousehold(officer, number, '告知和承诺');
  await pages.openFirstCase(officer, id);
  await pages.checkHardship(officer, '又去家里看过一次，没有查到困难');

  await pages.sayInCase(resident, '提出异议', '这头牛是借来的，有借条', '一直在外地打工');
  assert.match(await pages.myCases(resident, 'contested'), /停止执行/);
  await pages.askInCase(resident, '撤回异议');
  assert.match(await pages.myCases(resident, 'withdrawing'), /申请撤回/);
  await pages.askInCase(resident, '反悔，继续异议');
  await server.restart();
  const reviewer = await person(browser, { url: server.url, width: 1366 });
  await pages.signInOfficer(reviewer, officers.fuhe);
  assert.match(await pages.readWork(reviewer), new RegExp(`指定异议办理人\\s+${number}`), 'what the household has said waits for nobody');
  await pages.openHousehold(reviewer, number, '告知和承诺');
  await pages.openFirstCase(reviewer, id);
  assert.match(await pages.text(reviewer), /有异议，停止执行/);
  await pages.answerObjection(reviewer, '维持', '看过借条，出借人说不清楚，先维持');
  await pages.myCases(resident, 'answered');
  await pages.sayInCase(resident, '不服答复，申请内部复核', '出借人就是邻居，可以当面对质');
  assert.match(await pages.myCases(resident, 'further'), /停止执行/);
  const last = await person(browser, { url: server.url, width: 1366 });
  await pages.signInOfficer(last, officers.xietiao);
  await pages.openHousehold(last, number, '告知和承诺');
  await pages.openFirstCase(last, id);
  await pages.answerObjection(last, '撤销', '邻居当面说清楚了，不是他家的收入');
  await server.crash();
  assert.match(await pages.myCases(resident, 'revoked'), /已撤销/);
  const approver = await person(browser, { url: server.url, width: 1366 });
  await pages.signInOfficer(approver, officers.queren);
  await pages.openCases(approver);
  assert.match(await pages.text(approver), /提过异议/);
  const boss = await person(browser, { url: server.url, width: 1366 });
  await pages.signInOfficer(boss, officers.xianban);
  const touched = await pages.findTouched(boss, /方案（名称/, 'jiqiang-2022');
  assert.match(touched, /可能受影响的案件：\d+ 件/);
  const standing = await boss.page.getByRole('row', { name: /起生效/ }).getByRole('link').first().getAttribute('href');
  await boss.page.goto(standing);
  await pages.takeUp(boss, '方案条款有误，需要重新核查');
  await server.restart();
  assert.match(await pages.readWork(reviewer), /指定异议办理人/);
  await boss.leave();
  for (const somebody of [resident, officer, reviewer, last, approver]) await somebody.leave();
});
