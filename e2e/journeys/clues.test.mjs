// From what was seen to a closed clue: one officer reports, another assesses and closes with reasons, the household is told
// what it is asked to do, and nothing follows from the clue itself.
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

test('a village officer reports, a case officer assesses and closes, the household reads what it is asked', async () => {
  const { server, officers, residents } = town;
  const resident = await person(browser, { url: server.url, javaScript: false });
  await pages.signInResident(resident, residents.declared);
  const number = /档案号：(\S+)/.exec(await pages.text(resident))[1];

  const village = await person(browser, { url: server.url, width: 360 });
  await pages.signInOfficer(village, officers.cunji);
  const id = await pages.openHousehold(village, number, '告知和承诺');
  await pages.reportClue(village, id, '十一月二十日路过，院里停着一辆新买的面包车');
  assert.equal((await pages.ask(village, '/console/clues')).status, 403, 'who reports does not judge');
  await server.restart();

  const township = await person(browser, { url: server.url, width: 1366 });
  await pages.signInOfficer(township, officers.jingban);
  await pages.openClues(township);
  assert.match(await pages.text(township), /工作人员发现/);
  assert.match(await pages.text(township), /比对/, 'the comparison of the demonstration has opened clues by itself');
  await pages.assessClue(township, id, '变化没有按时申报', '本人说十一月初买的，还没有来得及报');
  await pages.recordInterference(township, id, { name: '某某', post: '某局', said: '请对这一家照顾一下' });
  await server.crash();
  await pages.closeClue(township, id, '提醒', '购车凭证在十一月三日，没有超过三个月');

  await resident.page.goto('/r/messages');
  await resident.look('resident-messages-clue');
  assert.match(await pages.text(resident), /这是提醒，不是认定/);
  for (const somebody of [resident, village, township]) await somebody.leave();
});
