// What must stay closed: another village's files, a relative's file, an ended session, a used link.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { openBrowser, person } from '../harness/person.mjs';
import { chengxin } from '../harness/server.mjs';
import { inventedNumber, openTown, SecondFactor } from '../harness/town.mjs';
import * as pages from '../pages.mjs';

const otherVillage = '640422100203';

let browser;
let town;
let officer;
let household;

before(async () => {
  town = await openTown();
  browser = await openBrowser();
  officer = await person(browser, { url: town.server.url, width: 1366 });
  await pages.signInOfficer(officer, town.officers.jingban);
  household = await pages.registerHousehold(officer, { address: '大滩村9组4号', members: [{ name: '牛成林', number: inventedNumber('19600606', 161) }] });
});

after(async () => {
  await browser?.close();
  await town?.server.stop();
});

/** Asks for the household's pages as somebody who may not see them. */
async function findsEveryDoorClosed(who, expected) {
  for (const rest of ['', '/pledge', '/declaration', '/pledge/notice']) {
    const { status, body } = await pages.ask(who, `/console/households/${household.id}${rest}`);
    assert.ok(expected.includes(status), `${rest || 'the file'} answers ${status}`);
    assert.ok(!body.toString().includes('牛成林') && !body.toString().includes('牛*林'), `${rest || 'the file'} shows a name`);
  }
  await who.page.goto(`/console/households/${household.id}`);
  await who.look('file-refused');
}

test("an officer of another village neither finds nor opens the file, and the one-time link opens once", async () => {
  const printed = chengxin('--dir', town.server.dir, 'user', 'invite', 'lincun', '林村干', '--unit', '640422100', '--role', 'village_officer', '--region', otherVillage);
  const link = /https?:\/\/\S+/.exec(printed)[0];
  const neighbour = await person(browser, { url: town.server.url, width: 1366 });
  const account = await pages.acceptInvitation(neighbour, link, { login: 'lincun', name: '林村干', password: '隔壁村的石榴树今年开花了' }, SecondFactor);
  await neighbour.page.goto(new URL(link).pathname);
  await pages.read(neighbour, /这个链接已经用过/);
  await neighbour.look('invitation-used');
  await pages.signInOfficer(neighbour, account);
  await pages.searchFor(neighbour, household.number);
  await pages.read(neighbour, /没有找到/);
  await findsEveryDoorClosed(neighbour, [403, 404]);
  await neighbour.leave();
});

test('a relative in the village committee is shut out at the moment the kinship is disclosed', async () => {
  const relative = await person(browser, { url: town.server.url, width: 1366 });
  await pages.signInOfficer(relative, town.officers.cunji);
  await pages.openHousehold(relative, household.number, '告知和承诺');
  await pages.discloseKinship(officer, household.id, { post: '村（居）民委员会成员', official: town.officers.cunji.name, relation: '户主的弟弟' });
  await findsEveryDoorClosed(relative, [403]);
  await relative.leave();
});

test('a session that the security administrator ends is over at once', async () => {
  const guard = await person(browser, { url: town.server.url, width: 1366 });
  await pages.signInOfficer(guard, town.officers.anquan);
  await guard.page.goto('/console/sessions');
  await guard.look('sessions');
  assert.equal((await pages.ask(officer, '/console')).status, 200);
  await pages.endSessions(guard, town.officers.jingban.name);
  assert.equal((await pages.ask(officer, '/console')).status, 303);
  await officer.page.goto('/console');
  await pages.read(officer, '工作人员登录');
  await officer.look('staff-sign-in-again');
  assert.equal((await pages.ask(guard, `/console/households/${household.id}`)).status, 403, 'an administrator reads no files');
  await guard.leave();
  await officer.leave();
});

test('who guesses a resident’s digits is made to wait', async () => {
  const guesser = await person(browser, { url: town.server.url });
  for (let i = 0; ; i++) {
    await guesser.page.goto(pages.residentSignIn);
    await pages.typeCode(guesser, { code: town.residents.fresh.code, tail: String(9000 + i) });
    if (await guesser.page.getByText(/试错次数太多/).count()) break;
    assert.ok(i < 10, 'ten wrong tries and no wait');
  }
  await guesser.look('resident-sign-in-blocked');
  await pages.typeCode(guesser, town.residents.fresh);
  await pages.read(guesser, /试错次数太多/);
  await guesser.leave();
});
