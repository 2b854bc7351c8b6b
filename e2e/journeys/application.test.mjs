// Requests for assistance: whoever asks is registered; a bar refers to a named officer and refuses nobody; emergencies and the county's word
// pass it; a refusal takes two people and a letter with the last days of the remedies, which the household reads.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { openBrowser, person, pictures } from '../harness/person.mjs';
import { root } from '../harness/server.mjs';
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

/** The decision's measure lets a bar begin while the server stands still. */
async function beginBar(dir, number) {
  const ended = spawnSync('go', ['run', './tools/bar', '-dir', dir, '-household', number], { cwd: root, encoding: 'utf8' });
  assert.equal(ended.status, 0, ended.stderr);
}

test('every request is registered, a bar refers, two people refuse, and the household reads why and until when', async () => {
  const { server, officers, residents } = town;
  const resident = await person(browser, { url: server.url, javaScript: false });
  await pages.signInResident(resident, residents.declared);
  const number = /档案号：(\S+)/.exec(await pages.text(resident))[1];
  assert.match(await pages.myApplications(resident, 'none'), /工作人员都要登记/);

  const village = await person(browser, { url: server.url, width: 360 });
  await pages.signInOfficer(village, officers.cunji);
  const id = await pages.openHousehold(village, number, '答复群众询问');
  const first = await pages.registerApplication(village, id, { kind: '最低生活保障', words: '今年没有打工，家里钱不够用' });
  assert.equal((await pages.ask(village, '/console/applications')).status, 403, 'who registers in the village does not decide');
  assert.match(await pages.myApplications(resident, 'registered'), new RegExp(first));

  await server.restart((dir) => beginBar(dir, number));
  const township = await person(browser, { url: server.url, width: 1366 });
  await pages.signInOfficer(township, officers.jingban);
  await pages.openApplications(township);
  assert.match(await pages.text(township), new RegExp(first));
  await pages.openApplicationsOf(township, id, 'held');
  assert.match(await pages.text(township), /限制不是拒绝/);
  assert.equal(await township.page.getByRole('link', { name: '提出不予受理', exact: true }).count(), 0, 'a bar is no reason to refuse');
  await pages.referApplication(township, id, officers.jingban.name);
  await server.crash();
  assert.match(await pages.myApplications(resident, 'referred'), /转给指定的工作人员/);
  await pages.openApplications(township, 'mine');
  assert.match(await pages.text(township), new RegExp(first));
  await pages.reasonApplication(township, id, '受理', '为什么限制在这里不适用', '家里老人住院，情况和认定时不同', /已受理/);

  // An emergency passes at once; another request passes by the county's word; what is not ours is handed over.
  await pages.registerApplication(township, id, { kind: '最低生活保障', words: '房子塌了，今晚没有地方住' });
  await pages.exemptApplication(township, id, '房屋昨夜倒塌，村里已经看过现场');
  await pages.reasonApplication(township, id, '受理', undefined, undefined, /已受理/);
  await pages.registerApplication(township, id, { kind: '医疗救助', words: '看病花了很多钱' });
  await pages.openApplicationsOf(township, id, 'exempt');
  assert.match(await pages.text(township), /从来不受限制/);
  await pages.handOverApplication(township, id, '县医疗保障局', '医疗救助由县医疗保障局办理，材料已一并转去');
  await pages.registerApplication(township, id, { kind: '低保边缘家庭', words: '收入刚过线' });
  const county = await person(browser, { url: server.url, width: 1366 });
  await pages.signInOfficer(county, officers.queren);
  await pages.reasonApplication(county, id, '县级决定应当受理', '理由', '家里有在校学生，应当受理以后再核查', /可以受理了/);
  await pages.withdrawApplication(township, id, '我再想想，先不申请这个了');

  // Kin that turns up later is filed; a refusal takes two people, and may come back first.
  await pages.registerApplication(township, id, { kind: '最低生活保障', words: '户口在外县，人住在这里', changed: '今年从外县搬来', kin: undefined });
  await pages.discloseWithApplication(township, id, { post: /村（居）民委员会成员/, official: '某某', relation: '堂兄弟' });
  await pages.openApplications(township, 'apart');
  assert.match(await pages.text(township), /近亲属单独登记/);
  await pages.proposeRefusal(township, id, '户籍在外县', '最低生活保障审核确认办法第六条');
  await pages.signRefusal(county, id, officers.queren, '请写明有没有居住证', '退回');
  await pages.read(county, /已退回/);
  await pages.proposeRefusal(township, id, '全家户籍在外县，也没有办理居住证，应当向户籍地申请；已告诉他怎么办', '最低生活保障审核确认办法第六条');
  await pages.signRefusal(county, id, officers.queren, '户籍和居住证已自己核对，情况属实');
  await pages.read(county, /已签发/);
  const letter = await pages.paperOfApplication(county, id, '打开不予受理通知书');
  assert.equal(letter.type, 'application/pdf');
  await writeFile(path.join(pictures, 'application-refusal.pdf'), letter.body);
  await writeFile(path.join(pictures, 'application-receipt.pdf'), (await pages.paperOfApplication(township, id, '打印回执')).body);
  assert.match(await pages.myApplications(resident, 'refused'), /还没有送到您手里/);
  await pages.serveRefusal(township, id, '本人');
  await server.restart();
  const mine = await pages.myApplications(resident, 'served');
  assert.match(mine, /申请行政复议，最后一天是\d{4}年\d+月\d+日/);
  assert.match(mine, /随时可以再申请/);
  assert.doesNotMatch(mine, /还没有送到您手里/);

  const file = await readFile(await pages.exportApplications(county, '年度统计申请登记情况'));
  assert.equal(file.subarray(0, 2).toString(), 'PK');
  for (const somebody of [resident, village, township, county]) await somebody.leave();
});

test('another system asks with a key, is told to register and refer, and the household reads who asked', async () => {
  const key = 'a key that only this journey knows';
  const hash = createHash('sha256').update(key).digest('hex');
  const ask = (server, body, sent = key) =>
    fetch(`${server.url}/api/v1/application-check`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${sent}` }, body: JSON.stringify(body) });
  assert.equal((await ask(town.server, {})).status, 404, 'it is switched off until a county switches it on');

  const open = await openTown(`application_check:\n  - county: "640422"\n    officers: [jingban]\n    keys:\n      - {system: 县社会救助业务系统, sha256: ${hash}}\n`);
  try {
    const { server, officers, residents } = open;
    const resident = await person(browser, { url: server.url, javaScript: false });
    await pages.signInResident(resident, residents.declared);
    const number = /档案号：(\S+)/.exec(await pages.text(resident))[1];
    const township = await person(browser, { url: server.url, width: 1366 });
    await pages.signInOfficer(township, officers.jingban);
    const id = await pages.openHousehold(township, number, '答复群众询问');
    const { number: idNumber } = await pages.revealNumber(township, officers.jingban, id, 1, '和大厅来的申请人核对');
    const question = { id_number: idNumber, programme: 'dibao', purpose: '本人到县大厅申请低保' };
    assert.equal((await ask(server, question, 'another key')).status, 401);
    assert.equal((await ask(server, { ...question, purpose: '' })).status, 422);
    assert.equal((await (await ask(server, question)).json()).outcome, 'no_bar_known');
    await server.restart((dir) => beginBar(dir, number));
    const answered = await (await ask(server, question)).json();
    assert.equal(answered.outcome, 'register_and_refer');
    assert.equal(answered.officer.name, officers.jingban.name);
    assert.doesNotMatch(JSON.stringify(answered), /拒绝|不予|失信/);
    assert.equal((await (await ask(server, { ...question, programme: 'medical' })).json()).outcome, 'no_bar_known');
    await resident.page.goto('/r/file/opened');
    await resident.look('resident-opened-by-system');
    assert.match(await pages.text(resident), /其他系统：县社会救助业务系统[\s\S]*本人到县大厅申请低保/);
    assert.equal((await pages.ask(resident, '/api/v1/openapi.json')).status, 200);
    for (const somebody of [resident, township]) await somebody.leave();
  } finally {
    await open.server.stop();
  }
});
