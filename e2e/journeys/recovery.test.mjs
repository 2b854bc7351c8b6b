// Money that was paid too much: an older list comes in, the person reads it alone and asks for time, another officer grants it, money arrives,
// a wrong booking is taken back, the rest is written off by two people; each reads what the others did, after restarts and a crash.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { openBrowser, person, pictures } from '../harness/person.mjs';
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

const table = (rows) => Buffer.from(`\ufeff${rows.map((row) => row.join(',')).join('\r\n')}\r\n`);

test('an older list is brought in, paid in instalments, mended, and written off by two people', async () => {
  const { server, officers, residents } = town;
  const resident = await person(browser, { url: server.url, javaScript: false, width: 360 });
  await pages.signInResident(resident, residents.declared);
  const number = /档案号：(\S+)/.exec(await pages.text(resident))[1];
  assert.match(await pages.myRecovery(resident, 'none'), /没有要退的钱/);

  const collector = await person(browser, { url: server.url, width: 1366 });
  await pages.signInOfficer(collector, officers.jingban);
  const id = await pages.openHousehold(collector, number, '告知和承诺');
  await pages.bringRecovery(collector, '追缴名单', '追缴名单.csv', table([
    ['编号', '户编号', '退款人姓名', '身份证号', '多领起始月', '多领截止月', '每月多领金额（元）', '应缴金额（元）', '已缴金额（元）', '责令日期', '应缴清日期', '依据'],
    ['追2025-001', number, residents.declared.name, '', '2025-03', '2025-05', '300.5', '901.50', '100', '2025-09-01', '2025-10-09', '《社会救助暂行办法》第六十八条'],
    ['追2025-002', number, residents.declared.name, '', '2025-06', '2025-07', '300', '900', '', '2025-09-01', '2025-10-09', '《社会救助暂行办法》第六十八条'],
  ]));
  await collector.look('recovery-preview');
  assert.match(await pages.text(collector), /2 个月合计 ¥600\.00/);
  const marked = await pages.ask(collector, await collector.page.getByRole('link', { name: /标/ }).first().getAttribute('href'));
  assert.match(marked.body.toString('utf8'), /追2025-002.*合计/s);
  await pages.press(collector, '导入这 1 行');
  await pages.read(collector, '导入 1 行');
  await collector.look('recovery-taken');
  await server.restart();

  const owed = await pages.myRecovery(resident, 'late');
  assert.match(owed, /¥801\.50/);
  assert.match(owed, /2025-03/);
  await pages.askInstalments(resident, 3, day(10), '老人住院，现在拿不出来，想分三个月退');
  assert.match(await pages.text(resident), /您的申请正在等答复/);

  const reviewer = await person(browser, { url: server.url, width: 1366 });
  await pages.signInOfficer(reviewer, officers.shenhe);
  assert.match(await pages.openRecovery(reviewer, id, 'recovery-asked'), /老人住院/);
  await pages.actOnRecovery(reviewer, officers.shenhe, '答复缓缴、分期申请', async (who) => {
    await pages.choose(who, '答复', '同意');
    await pages.write(who, '理由', '情况属实，同意分三个月退');
  }, '已答复申请', 'recovery-decide');
  await server.crash();
  const planned = await pages.myRecovery(resident, 'planned');
  assert.match(planned, /按分期计划退/);
  assert.match(planned, /情况属实，同意分三个月退/);

  await pages.openRecovery(collector, id, 'recovery-planned');
  await pages.actOnRecovery(collector, officers.jingban, '登记回款', pages.payment('500', '银行2026-1'), '已登记回款', 'recovery-receive');
  await pages.actOnRecovery(collector, officers.jingban, '登记回款', pages.payment('400', '银行2026-2'), '已登记回款', 'recovery-receive-more');
  assert.match(await pages.myRecovery(resident, 'credit'), /¥98\.50，应当退还本人/);
  const receipt = await pages.ask(resident, await resident.page.getByRole('link', { name: '查看文书' }).first().getAttribute('href'));
  assert.equal(receipt.status, 200);
  await writeFile(path.join(pictures, 'recovery-receipt.pdf'), receipt.body);
  await pages.actOnRecovery(collector, officers.jingban, '冲回登错的', async (who) => {
    await pages.choose(who, '冲回哪一笔', /银行2026-2/);
    await pages.write(who, '理由', '这笔是别人的钱，登错了户');
  }, '已冲回', 'recovery-reverse');
  assert.match(await pages.text(collector), /¥301\.50/);
  await pages.actOnRecovery(collector, officers.jingban, '出具追缴资金办理单', async () => {}, '已出具追缴资金办理单', 'recovery-sheet');
  const sheet = await pages.ask(collector, await collector.page.getByRole('link', { name: '查看文书' }).last().getAttribute('href'));
  await writeFile(path.join(pictures, 'recovery-sheet.pdf'), sheet.body);
  await pages.actOnRecovery(collector, officers.jingban, '提出减免', async (who) => {
    await who.page.getByRole('group', { name: '按哪一条' }).getByRole('radio').nth(1).check();
    await pages.write(who, '理由', '家里有人重病，查明没有能力退回');
  }, '已提出减免', 'recovery-propose');
  await server.restart();

  const approver = await person(browser, { url: server.url, width: 1366 });
  await pages.signInOfficer(approver, officers.queren);
  assert.match(await pages.openRecovery(approver, id, 'recovery-proposed'), /家里有人重病/);
  await pages.actOnRecovery(approver, officers.queren, '审批减免', async (who) => {
    await pages.choose(who, '审批意见', '同意减免');
    await pages.write(who, '理由', '材料齐全，符合方案列出的理由');
  }, '已审批减免', 'recovery-approve');
  const settled = await pages.myRecovery(resident, 'settled');
  assert.match(settled, /已经退清/);
  assert.match(settled, /已减免 ¥301\.50/);
  assert.match(settled, /冲回了一笔登错的账/);

  await approver.page.goto('/console/recovery?show=all');
  await approver.look('recovery-list');
  assert.match(await pages.text(approver), /追2025-001/);
  await approver.page.goto('/console/recovery/ageing');
  await approver.look('recovery-ageing');
  const print = await pages.ask(approver, await approver.page.getByRole('link', { name: '打印', exact: true }).getAttribute('href'));
  assert.match(print.type, /pdf/);
  await writeFile(path.join(pictures, 'recovery-ageing.pdf'), print.body);
  const workbook = await pages.ask(approver, await approver.page.getByRole('link', { name: '下载 Excel' }).getAttribute('href'));
  await writeFile(path.join(pictures, 'recovery-ageing.xlsx'), workbook.body);
  const template = await pages.ask(collector, '/console/recovery/templates/orders');
  await writeFile(path.join(pictures, 'recovery-template.xlsx'), template.body);
  assert.equal(template.status, 200);
  for (const somebody of [resident, collector, reviewer, approver]) await somebody.leave();
});

test('what is late is served, reminded and asked about at the desk; money comes by a table, and what was too much is returned', async () => {
  const { server, officers, residents } = town;
  const resident = await person(browser, { url: server.url, javaScript: false, width: 360 });
  await pages.signInResident(resident, residents.judged);
  const number = /档案号：(\S+)/.exec(await pages.text(resident))[1];
  const collector = await person(browser, { url: server.url, width: 1366 });
  await pages.signInOfficer(collector, officers.hecha);
  const id = await pages.openHousehold(collector, number, '告知和承诺');
  await pages.bringRecovery(collector, '追缴名单', '名单二.csv', table([
    ['编号', '户编号', '退款人姓名', '身份证号', '多领起始月', '多领截止月', '每月多领金额（元）', '应缴金额（元）', '已缴金额（元）', '责令日期', '应缴清日期', '依据'],
    ['追2025-010', number, residents.judged.name, '', '2025-01', '2025-01', '260', '260', '', '2025-09-01', '2025-10-09', '《社会救助暂行办法》第六十八条'],
  ]));
  await collector.look('recovery-second-preview');
  await pages.press(collector, '导入这 1 行');
  await collector.look('recovery-second-taken');
  assert.match(await pages.openRecovery(collector, id, 'recovery-late'), /该提醒/);
  await pages.actOnRecovery(collector, officers.hecha, '登记提醒', async (who) => {
    await pages.choose(who, '怎么提醒的', '电话或者口头');
    await pages.write(who, '说了什么', '打电话说明到期的金额和可以申请分期');
  }, '已登记提醒', 'recovery-remind');
  await pages.actOnRecovery(collector, officers.hecha, '登记送达', async (who) => {
    await pages.choose(who, '怎么送达的', '当面');
    await pages.write(who, '谁收下的', residents.judged.name);
  }, '已登记送达', 'recovery-serve');
  await pages.actOnRecovery(collector, officers.hecha, '代记缓缴、分期申请', async (who) => {
    await pages.choose(who, '怎么提出的', '电话或者口头');
    await pages.choose(who, '需要什么', '缓缴');
    await pages.writeDay(who, '缓到哪天', day(60));
    await pages.write(who, '为什么现在缴不了', '要等卖了羊才有钱');
  }, '已记下申请', 'recovery-ask');
  assert.equal(await collector.page.getByRole('link', { name: '答复缓缴、分期申请' }).count(), 0, 'whoever wrote it down does not decide');
  await server.restart();
  assert.match(await pages.myRecovery(resident, 'pending'), /您的申请正在等答复/);
  assert.match(await pages.text(resident), /打电话说明到期的金额/);
  const county = await person(browser, { url: server.url, width: 1366 });
  await pages.signInOfficer(county, officers.xianban);
  await pages.openRecovery(county, id, 'recovery-county');
  await pages.actOnRecovery(county, officers.xianban, '答复缓缴、分期申请', async (who) => {
    await pages.choose(who, '答复', '同意');
    await pages.write(who, '理由', '情况属实，同意缓到卖羊以后');
  }, '已答复申请', 'recovery-defer');
  assert.match(await pages.myRecovery(resident, 'deferred'), /已同意缓缴/);
  const today = day();
  const on = `${today.year}-${String(today.month).padStart(2, '0')}-${String(today.day).padStart(2, '0')}`;
  const receipts = table([
    ['编号', '退款人姓名', '缴款日期', '缴款金额（元）', '缴款方式', '凭证号', '缴款人'],
    ['追2025-010', residents.judged.name, on, '300', '现金', '现-1', ''],
    ['追2025-999', residents.judged.name, on, '300', '现金', '现-2', ''],
  ]);
  for (const time of ['first', 'again']) {
    await pages.bringRecovery(county, '回款登记表', '回款.csv', receipts);
    await county.look(`recovery-receipts-${time}`);
    assert.match(await pages.text(county), /找不到这个编号的追缴/);
    if (time === 'first') {
      await pages.press(county, '导入这 1 行');
      await county.look('recovery-receipts-taken');
    } else {
      assert.equal(await county.page.getByRole('button', { name: /导入这/ }).count(), 0, 'nothing is recorded twice');
    }
  }
  await server.crash();
  assert.match(await pages.myRecovery(resident, 'too-much'), /¥40\.00，应当退还本人/);
  await pages.openRecovery(collector, id, 'recovery-too-much');
  await pages.actOnRecovery(collector, officers.hecha, '退还多退的钱', async (who) => {
    await pages.write(who, '凭证号', '退-1');
    await pages.write(who, '怎么退还的', '当面退还现金，本人签收');
  }, '已登记退还', 'recovery-return');
  assert.match(await pages.myRecovery(resident, 'returned'), /多退的 ¥40\.00 已经还给您/);
  for (const somebody of [resident, collector, county]) await somebody.leave();
});
