// A tip-off from the public form to the reporter's answer: the custodian hands it over, the reported officer sees nothing, the reporter
// is opened by one role, and a clue comes from it by a person's act.
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

test('somebody tells, the custodian hands over, the officer looks into it, the reporter reads what came of it', async () => {
  const { server, officers } = town;
  const reporter = await person(browser, { url: server.url, width: 360, javaScript: false });
  await reporter.page.goto('/tipoff');
  await reporter.look('tipoff-tell');
  await pages.press(reporter, '提交举报');
  await reporter.look('tipoff-tell-refused');
  await pages.choose(reporter, '举报对象', '领取或者申请救助的家庭');
  await pages.pick(reporter, '在哪个乡镇或者村', '西吉县吉强镇大滩村');
  await pages.write(reporter, '要举报什么', '村东头一家院里停着一辆新买的小车');
  await pages.choose(reporter, '您愿意留姓名吗', '留姓名和电话');
  await reporter.page.locator('input[name=name]').fill('马举报');
  await reporter.page.locator('input[name=phone]').fill('13900000000');
  await pages.press(reporter, '提交举报');
  await reporter.look('tipoff-told');
  const code = /([2-9A-Z]{4}-){3}[2-9A-Z]{4}/.exec(await pages.text(reporter))[0];
  assert.deepEqual(await reporter.context.cookies(), [], 'the form leaves no cookie');
  await server.restart();

  const custodian = await person(browser, { url: server.url, width: 1366 });
  await pages.signInOfficer(custodian, officers.jubao);
  await custodian.page.goto('/console/tipoffs');
  await custodian.look('tipoffs');
  await custodian.page.locator('tbody a').first().click();
  await custodian.look('tipoff-one');
  const address = new URL(custodian.page.url()).pathname;
  assert.doesNotMatch(await pages.text(custodian), /马举报|13900000000/);
  await custodian.page.goto(`${address}/handed`);
  await custodian.page.locator('select[name=to]').selectOption({ label: await custodian.page.locator('select[name=to] option', { hasText: officers.jingban.name }).first().textContent() });
  await custodian.page.locator('summary').click();
  await custodian.page.getByLabel(officers.hecha.name).check();
  await pages.write(custodian, '为什么转交', '请在十日内核实');
  await custodian.look('tipoff-hand');
  await pages.press(custodian, '转交办理');
  await pages.read(custodian, /已转交/);
  await custodian.look('tipoff-handed');

  const reported = await person(browser, { url: server.url, width: 360 });
  await pages.signInOfficer(reported, officers.hecha);
  await reported.page.goto('/console/tipoffs');
  await reported.look('tipoffs-none');
  assert.match(await pages.text(reported), /没有交给您办理的举报/);
  assert.equal((await pages.ask(reported, address)).status, 404, 'to the reported officer it is not there');

  const officer = await person(browser, { url: server.url, width: 1366 });
  await pages.signInOfficer(officer, officers.jingban);
  await officer.page.goto(address);
  await officer.look('tipoff-officer');
  assert.doesNotMatch(await pages.text(officer), /马举报|13900000000/);
  assert.equal((await pages.ask(officer, `${address}/reporter`)).status, 403, 'who looks into it does not learn who told');
  await officer.page.goto(`${address}/fed_back`);
  await officer.look('tipoff-feedback');
  await pages.write(officer, '反馈内容', '已安排入户核实');
  await pages.press(officer, '给举报人写反馈');
  await officer.look('tipoff-fed-back');
  await officer.page.goto(`${address}/ended`);
  await officer.look('tipoff-end');
  await pages.choose(officer, '办理结果', '没有查实');
  await pages.write(officer, '办结的理由', '车是亲戚的，已向车主问明');
  await pages.press(officer, '办结');
  await pages.read(officer, /已办结/);
  await officer.look('tipoff-ended');

  await pages.stepUp(custodian, officers.jubao);
  await custodian.page.goto(`${address}/reporter`);
  await pages.choose(custodian, '为什么打开', '向举报人反馈');
  await pages.write(custodian, '具体事由', '电话告知办理结果');
  await pages.press(custodian, '打开举报人信息');
  await custodian.look('tipoff-reporter');
  assert.match(await pages.text(custodian), /马举报/);

  await reporter.page.goto('/tipoff/ask');
  await pages.write(reporter, '查询码', code.toLowerCase());
  await pages.press(reporter, '查询');
  await reporter.look('tipoff-answer');
  assert.match(await pages.text(reporter), /已安排入户核实/);
  assert.match(await pages.text(reporter), /您不因此承担责任/);
  assert.doesNotMatch(await pages.text(reporter), /亲戚/, 'the reason is not the reporter’s');
  await pages.write(reporter, '还想说什么', '车是他自己买的，有发票');
  await pages.press(reporter, '提交补充');
  await pages.read(reporter, /已收到/);
  await reporter.look('tipoff-added');
  for (const somebody of [reporter, custodian, reported, officer]) await somebody.leave();
});
