// Papers signed by hand: recorded by one officer, and good only when another has compared them with the scan.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { openBrowser, person } from '../harness/person.mjs';
import { day, inventedNumber, openTown } from '../harness/town.mjs';
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

test('a paper pledge counts once a second person has checked it, and nobody checks their own', async () => {
  const { server, officers } = town;
  const recorder = await person(browser, { url: server.url, width: 1366 });
  await pages.signInOfficer(recorder, officers.jingban);
  const name = '海德福';
  const household = await pages.registerHousehold(recorder, { address: '大滩村9组3号', members: [{ name, number: inventedNumber('19490902', 151) }] });
  await pages.issueNotice(recorder, household.id);
  await pages.recordService(recorder, household.id, { receiver: name, day: day() });
  await recorder.look('desk-served');
  const forms = await pages.printForms(recorder, household.id);
  assert.equal(forms.length, 2, 'pledge and authorisation are there to print');
  for (const form of forms) assert.equal((await pages.ask(recorder, form)).body.subarray(0, 5).toString(), '%PDF-');
  const scan = { name: 'scan.png', mimeType: 'image/png', buffer: await recorder.page.screenshot() };
  const paper = await pages.recordPaper(recorder, household.id, { name, signedOn: day(), witness: '马村安', reader: '李经办', scan });
  await recorder.page.goto(paper);
  await recorder.look('desk-paper-own');
  await pages.read(recorder, /不能由自己复核/);
  assert.equal(await recorder.page.getByRole('button', { name: '提交复核' }).count(), 0);
  const unchecked = await pages.openPledge(recorder, household.id);
  assert.match(unchecked, /待复核/);
  assert.match(unchecked, /还有 1 人没有签齐/);

  const checker = await person(browser, { url: server.url, width: 1366 });
  await pages.signInOfficer(checker, officers.xianban);
  await pages.openHousehold(checker, household.number, '告知和承诺');
  const kept = await pages.ask(checker, `${new URL(paper, server.url).pathname}/scan`);
  assert.equal(kept.type, 'image/png');
  await pages.checkPaper(checker, paper);
  assert.match(await pages.openPledge(checker, household.id), /承诺和授权有效/);
  await checker.leave();
  await recorder.leave();
});
