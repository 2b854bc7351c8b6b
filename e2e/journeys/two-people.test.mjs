// A resident on a phone without JavaScript and an officer at a desk, through notice, pledge and declaration, with the
// server restarted and crashed on the way. Each reads what the other one did.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';

import { openBrowser, person } from '../harness/person.mjs';
import { inventedNumber, openTown } from '../harness/town.mjs';
import * as pages from '../pages.mjs';

const family = {
  address: '大滩村9组1号',
  members: [{ name: '马明月', number: inventedNumber('19710305', 120), phone: '19900009001' }],
};

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

test('a resident without JavaScript and an officer walk one household from the notice to a declaration that both read', async () => {
  const { server, officers } = town;
  const officer = await person(browser, { url: server.url, width: 1366 });
  await pages.signInOfficer(officer, officers.jingban);
  const household = await pages.registerHousehold(officer, family);
  await pages.openHousehold(officer, household.number, '告知和承诺');
  await pages.issueNotice(officer, household.id);
  const slips = await readFile(await pages.printSlips(officer, household.id));
  assert.equal(slips.subarray(0, 5).toString(), '%PDF-');
  const code = await pages.issueAccessCode(officer, household.id);
  const signing = await pages.issueSigningCode(officer, household.id);

  const resident = await person(browser, { url: server.url, javaScript: false });
  await pages.signInResident(resident, { code, tail: family.members[0].number.slice(-4) });
  await pages.readNotice(resident);
  await pages.answerQuestions(resident, { wrongFirst: true });
  await server.restart();
  await pages.signPledge(resident, { name: family.members[0].name, signing, wrongCode: signing === '000000' ? '111111' : '000000' });
  await pages.sayWhoLivesHere(resident);
  await pages.answerDeclaration(resident, { I102: { amount: '1200', per: '每月' } }, { until: 'I203' });
  await server.crash();
  await resident.page.reload();
  await pages.answerDeclaration(resident, { I203: { amount: '3500.50', per: '每年' }, P101: { amount: '1' }, P102: 'dont_know', E101: { amount: '2600', per: '每年' } });
  const checked = await pages.checkAnswers(resident);
  assert.match(checked, /您说每月 1,200\.00 元/);
  assert.match(checked, /14,400\.00/, 'what is said by the month is converted to the year, visibly');
  const receipt = await pages.submitDeclaration(resident);
  await server.restart();

  const declared = await pages.openPart(officer, household.id, 'declarations');
  assert.match(declared, /零工收入/);
  assert.match(declared, /每月 1,200\.00 元/);
  assert.match(declared, /不知道/);
  const papers = await pages.openPart(officer, household.id, 'papers');
  assert.ok(papers.includes(receipt), `the desk does not list ${receipt}:\n${papers}`);
  const link = officer.page.getByRole('row', { name: new RegExp(receipt.replace(/[〔〕]/g, '.')) }).getByRole('link').first();
  const paper = await pages.ask(officer, await link.getAttribute('href'));
  assert.equal(paper.status, 200);
  assert.equal(paper.body.subarray(0, 5).toString(), '%PDF-');
  for (const part of ['timeline', 'members', 'opened']) await pages.openPart(officer, household.id, part);

  await resident.page.goto('/r/papers');
  await resident.look('resident-papers');
  assert.ok((await pages.text(resident)).includes(receipt));
  await resident.page.goto('/r/messages');
  await resident.look('resident-messages');
  await resident.page.goto('/r/declaration');
  await resident.look('resident-declaration');
  await resident.page.goto('/r/file');
  await resident.look('resident-file');
  await pages.follow(resident, '看看谁打开过我家的档案');
  await resident.look('resident-opened');
  assert.match(await pages.text(resident), /乡镇经办人/, 'the household sees who opened its file');
  await resident.leave();
  await officer.leave();
});
