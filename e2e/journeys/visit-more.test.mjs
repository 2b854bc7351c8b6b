// Visits that do not go as planned: nobody at home, which is never non-cooperation by itself, another day and another officer, the
// blank sheets of a village, photos that the household agreed to, and a sample that anybody can draw again.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
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

const village = '640422100202'; // 大滩村

test('nobody is at home, others come on another day with the blank sheet, and a photo is kept that the household agreed to', async () => {
  const { server, officers, residents } = town;
  const resident = await person(browser, { url: server.url, javaScript: false });
  await pages.signInResident(resident, residents.declared);
  const number = /档案号：(\S+)/.exec(await pages.text(resident))[1];

  const first = await person(browser, { url: server.url, width: 360 });
  await pages.signInOfficer(first, officers.jingban);
  const planned = await pages.assignVisit(first, { number, first: officers.jingban.name, second: officers.cunji.name });
  await pages.tryInVain(first, planned, { what: '没有遇到人', on: day(), words: '锁着门，邻居说去县医院了', next: day(1), left: '门上留了条子' });
  await server.restart();

  await resident.page.goto('/r/visits');
  await resident.look('resident-visit-missed');
  const told = await pages.text(resident);
  assert.match(told, /没有遇到人、那天不方便，都不影响您家/);

  const second = await person(browser, { url: server.url, width: 1366 });
  await pages.signInOfficer(second, officers.hecha);
  const path = await pages.moveVisit(second, planned, { number, on: day(1), first: officers.hecha.name, second: officers.cunji.name });
  assert.notEqual(path, planned);
  const id = /visits\/([0-9a-f-]{36})/.exec(path)[1];
  const sheets = await pages.ask(second, `/console/visits/sheets?place=${village}`);
  assert.match(paperText(sheets.body), new RegExp(`入户调查表[^]*${number}`));
  await server.crash();

  await second.page.goto(`/console/households/${id}/visits`);
  await second.look('household-visits');
  assert.match(await pages.text(second), /有 1 天去了没有遇到人.*不作任何说明/s);
  await resident.page.reload();
  assert.ok((await pages.text(resident)).includes(officers.hecha.name), 'the household is not told that others come');

  const picture = { name: 'tangwu.png', mimeType: 'image/png', buffer: await first.page.screenshot() };
  const photo = await pages.addPhoto(second, path, { picture, caption: '堂屋漏雨' });
  assert.match((await pages.ask(second, photo)).type, /^image\//);
  assert.equal((await pages.ask(resident, photo)).status, 403, 'a photo is not for whoever knows its address');
  await server.restart();
  await pages.openHousehold(second, number, '准备入户核查');
  await pages.openEvidence(second, id, /堂屋漏雨/);
  const shown = await pages.openMyPicture(resident, /堂屋漏雨/);
  assert.match((await pages.ask(resident, shown)).type, /^image\//, 'the household does not see the picture of its own home');
  assert.equal((await pages.ask(resident, shown.replace(/photo_of_home/, 'signed_paper'))).status, 404);
  await second.page.goto(`/console/households/${id}?part=opened`);
  assert.match(await pages.text(second), /入户/);
  for (const somebody of [resident, first, second]) await somebody.leave();
});

test('a sample is drawn by rule, and another officer draws it again from its list and seed', async () => {
  const { server, officers } = town;
  const drawer = await person(browser, { url: server.url, width: 1366 });
  await pages.signInOfficer(drawer, officers.xianban);
  const path = await pages.drawSample(drawer, '吉强镇大滩村');
  await server.restart();

  const other = await person(browser, { url: server.url, width: 1366 });
  await pages.signInOfficer(other, officers.jingban);
  await other.page.goto(path);
  await other.look('visit-sample-read');
  const said = await pages.text(other);
  const seed = /种子\s+(.+)/.exec(said)[1].trim();
  const frame = (await pages.ask(other, `${path}/frame`)).body.toString().trim().split('\n').slice(1).map((row) => row.trim().split(','));
  assert.equal(frame.length, 148);
  const rank = (household) => createHash('sha256').update(`${seed}\n${household}`).digest('hex');
  assert.equal(rank(frame[0][0]), frame[0][2], 'the list says by which number each household stands');
  const chosen = frame.filter((row) => row[3] === '1').map((row) => row[0]).sort();
  const drawnAgain = frame.map((row) => row[0]).sort((one, two) => (rank(one) < rank(two) ? -1 : 1)).slice(0, chosen.length).sort();
  assert.deepEqual(drawnAgain, chosen);
  assert.match(said, new RegExp(`${chosen.length}/148`));
  for (const somebody of [drawer, other]) await somebody.leave();
});
