// A home visit: two officers and the household, each on a device of their own, with the server restarted between the steps.
// Each reads what the others did: the appointment, what was seen, the difference that comparing finds, the dispute and its answer.
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

test('two officers see before they are shown, the second confirms, the household reads, disputes and is answered by a third', async () => {
  const { server, officers, residents } = town;
  const resident = await person(browser, { url: server.url, javaScript: false });
  await pages.signInResident(resident, residents.declared);
  const number = /档案号：(\S+)/.exec(await pages.text(resident))[1];

  const first = await person(browser, { url: server.url, width: 360 });
  await pages.signInOfficer(first, officers.jingban);
  const path = await pages.assignVisit(first, { number, first: officers.jingban.name, second: officers.cunji.name });

  await resident.page.goto('/r/visits');
  await resident.look('resident-visits');
  const appointment = await pages.text(resident);
  const sheets = resident.page.getByRole('link', { name: '看这一次记了什么' }); // the demonstration has visited everybody once
  const before = await sheets.count();
  assert.ok(appointment.includes(officers.jingban.name) && appointment.includes(officers.cunji.name), `the household is not told who comes:\n${appointment}`);
  await server.restart();

  const second = await person(browser, { url: server.url, width: 1366 });
  await pages.signInOfficer(second, officers.cunji);
  await pages.fillVisit(first, path, { 务工收入: { amount: '3000', per: '每月' } });
  await pages.lookAround(first, path);
  assert.equal((await pages.ask(second, `${path}/confirm`)).status, 404, 'nothing is there to confirm yet');
  await pages.recordVisit(first, path, officers.cunji.name);
  await server.crash();

  await resident.page.goto('/r/visits');
  assert.equal(await sheets.count(), before, 'what nobody has confirmed does not count');
  await pages.openVisit(second, number);
  await pages.follow(second, '去确认');
  await pages.confirmVisit(second, path);
  const sheet = await pages.ask(second, `${path}/sheet`);
  assert.equal(sheet.body.subarray(0, 5).toString(), '%PDF-');

  await resident.page.reload();
  await resident.look('resident-visits-seen');
  assert.equal(await sheets.count(), before + 1);
  const opened = resident.page.waitForEvent('domcontentloaded');
  await sheets.first().click(); // the newest stands first
  await opened;
  await resident.look('resident-visit');
  const seen = await pages.text(resident);
  assert.match(seen, /羊 3 只/);
  assert.doesNotMatch(seen, /过年才回来/, 'what a neighbour said stays with the officers');

  await pages.follow(resident, '这份记录不对');
  await pages.write(resident, /哪里不对/, '我冬天才去打工，一年只有四个月');
  await resident.look('resident-visit-dispute');
  await pages.press(resident, '提出');
  await pages.read(resident, /已收到/);
  await resident.look('resident-visit-disputed');
  await server.restart();

  await first.page.goto(path);
  await first.look('visit-disputed');
  assert.match(await pages.text(first), /一年只有四个月/);
  assert.equal(await first.page.getByLabel('答复家庭').count(), 0, 'nobody answers for the own visit');
  const third = await person(browser, { url: server.url, width: 1366 });
  await pages.signInOfficer(third, officers.xianban);
  await third.page.goto(path);
  await third.page.getByLabel('答复家庭').fill('已请村里核实，两名入户人员会更正月数。');
  await third.look('visit-answer');
  await pages.press(third, '答复');
  await pages.read(third, /已答复/);
  await third.look('visit-answered');
  await third.page.goto(`/console/comparison?place=640422100202`);
  await third.look('comparison-visited');

  await resident.page.reload();
  assert.match(await pages.text(resident), /两名入户人员会更正月数/);
  await resident.look('resident-visit-answered');
  await resident.page.goto('/r/comparison');
  await resident.look('resident-comparison-visited');
  assert.match(await pages.text(resident), /入户看到的/);
  for (const somebody of [resident, first, second, third]) await somebody.leave();
});
