// The resident's path in large type with a drawn signature, and by proxy.
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

/** Puts a household of one on file, tells it, and gives its codes. */
async function toldHousehold(name, birth, order) {
  const number = inventedNumber(birth, order);
  const household = await pages.registerHousehold(officer, { address: '大滩村9组2号', members: [{ name, number }] });
  await pages.issueNotice(officer, household.id);
  const code = await pages.issueAccessCode(officer, household.id);
  const signing = await pages.issueSigningCode(officer, household.id);
  return { ...household, name, tail: number.slice(-4), code, signing };
}

test('in large type, with a signature drawn by hand', async () => {
  const household = await toldHousehold('苏长河', '19680517', 131);
  const resident = await person(browser, { url: town.server.url, largeType: true });
  await pages.signInResident(resident, household);
  assert.ok(await resident.page.evaluate(() => parseFloat(getComputedStyle(document.querySelector('p')).fontSize)) >= 24, 'the type is not large');
  await pages.readNotice(resident);
  await pages.answerQuestions(resident, { wrongFirst: true });
  await pages.signPledge(resident, { ...household, pen: true });
  await pages.sayWhoLivesHere(resident);
  await pages.answerDeclaration(resident, { I401: { amount: '260', per: '每月' }, E101: 'needs_help', P101: { amount: '1' } });
  await pages.checkAnswers(resident);
  const receipt = await pages.submitDeclaration(resident);
  await resident.page.goto('/r/papers');
  await resident.look('resident-papers');
  const links = await resident.page.getByRole('link', { name: /^打开/ }).all();
  assert.ok(links.length >= 3, 'pledge, authorisation and receipt are there to open');
  for (const link of links) {
    const paper = await pages.ask(resident, await link.getAttribute('href'));
    assert.equal(paper.body.subarray(0, 5).toString(), '%PDF-');
  }
  await resident.leave();

  await officer.page.goto('/console/help');
  await officer.look('desk-help');
  assert.ok((await pages.text(officer)).includes(household.number), 'who asked for help stands on the desk');
  assert.ok((await pages.openPart(officer, household.id, 'papers')).includes(receipt));
});

test('by a proxy with a code of their own: scope holds, and the household is told of everything', async () => {
  const household = await toldHousehold('田秀英', '19520211', 140);
  const code = await pages.registerProxy(officer, household.id, {
    name: '田小红', relation: '侄女', tail: '1234', until: day(60), scope: ['阅读告知书、回答问题', '填报家庭经济状况', '报告情况变化'],
  });

  const proxy = await person(browser, { url: town.server.url, javaScript: false });
  await proxy.page.goto(pages.residentSignIn);
  await pages.typeCode(proxy, { code, tail: household.tail });
  await pages.read(proxy, /对不上/);
  await pages.signInResident(proxy, { code, tail: '1234' });
  await pages.read(proxy, /您是田小红，正在替田秀英办理/);
  await pages.readNotice(proxy);
  await pages.answerQuestions(proxy);
  const pledge = await pages.ask(proxy, '/r/pledge');
  assert.equal(pledge.status, 403, 'signing was not entrusted');
  await pages.sayWhoLivesHere(proxy);
  await pages.answerDeclaration(proxy, { I402: { amount: '600', per: '每年' } });
  assert.match(await pages.checkAnswers(proxy), /还不能提交/);

  const resident = await person(browser, { url: town.server.url });
  await pages.signInResident(resident, household);
  await pages.signPledge(resident, household);
  await resident.leave();

  await pages.checkAnswers(proxy);
  await pages.submitDeclaration(proxy);
  await proxy.leave();

  const told = await person(browser, { url: town.server.url });
  await pages.signInResident(told, household);
  await told.page.goto('/r/messages');
  await told.look('resident-messages');
  assert.match(await pages.text(told), /代办人替您家办理了：提交申报/);
  await told.page.goto('/r/file');
  await told.look('resident-file');
  await told.page.goto('/r/proxies');
  await told.look('resident-proxies');
  assert.match(await pages.text(told), /田小红/);
  await pages.followAll(told, ['/r', '/r/proxies']);
  await told.leave();
  await officer.leave();
});
