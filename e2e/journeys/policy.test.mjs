// A county's own edition: a draft is commented on and answered, another is proposed by one and adopted by another person; a
// legal opinion comes into force when a second person has compared it with its scan.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { openBrowser, person } from '../harness/person.mjs';
import { day, openTown } from '../harness/town.mjs';
import { pack } from '../harness/workbook.mjs';
import * as pages from '../pages.mjs';

let browser;
let town;
let maker;
let approver;

before(async () => {
  town = await openTown();
  browser = await openBrowser();
  maker = await person(browser, { url: town.server.url, width: 1366 });
  approver = await person(browser, { url: town.server.url, width: 1366 });
  await pages.signInOfficer(maker, town.officers.xianban);
  await pages.signInOfficer(approver, town.officers.queren);
});

after(async () => {
  await browser?.close();
  await town?.server.stop();
});

/** The edition's folder as a county would send it, with another version. */
function archive(version) {
  const folder = fileURLToPath(new URL('../../policies/jiqiang-2022', import.meta.url));
  const parts = new Map();
  for (const name of readdirSync(folder, { recursive: true })) {
    if (!/\.(md|yaml)$/.test(name)) continue;
    const bytes = readFileSync(path.join(folder, name));
    parts.set(name, name === 'edition.yaml' ? Buffer.from(bytes.toString().replace(/^version: .*$/m, `version: "${version}"`)) : bytes);
  }
  return { name: 'fangan.zip', mimeType: 'application/zip', buffer: pack(parts) };
}

test('an officer comments on a draft and reads the answer', async () => {
  const draft = await pages.registerDraft(maker, { folder: 'jiqiang-2022' });
  await pages.openForComment(maker, draft, day(7));
  await town.server.restart();

  const reader = await person(browser, { url: town.server.url, width: 360 });
  await pages.signInOfficer(reader, town.officers.jingban);
  await pages.comment(reader, draft, '第八条里“及时”请写明是几天');
  await pages.answerComment(maker, draft, '采纳', '改为三个月，写进下一版草案');
  await reader.page.reload();
  await reader.look('policy-draft-answered');
  assert.match(await pages.text(reader), /改为三个月，写进下一版草案/);
  await reader.leave();
});

test('one person proposes an edition, another adopts it', async () => {
  const draft = await pages.registerDraft(maker, { archive: archive('2026.2') });
  await pages.propose(maker, draft, day(1), '明确变化申报的期限');
  await town.server.restart();
  await pages.adopt(approver, draft);
  await maker.page.goto(draft);
  await maker.look('policy-draft-adopted');
  assert.match(await pages.text(maker), new RegExp(`${town.officers.queren.name}于.*采用`));
});

/** How many measures stand on an opinion. */
const standing = (text) => text.split('已备案意见，可以用').length - 1;

test('an opinion counts when a second person has compared it with its scan, and no longer when it is withdrawn', async () => {
  const scan = { name: 'yijian.png', mimeType: 'image/png', buffer: await maker.page.screenshot() };
  await pages.fileOpinion(maker, { number: '演示法审〔2026〕1号', datedOn: day(-3), office: '西吉县司法局', scan });
  assert.match(await pages.text(maker), /等待另一人确认，未生效/);
  await town.server.restart();

  const address = await pages.confirmOpinion(approver);
  const kept = await pages.ask(approver, address);
  assert.equal(kept.status, 200);
  assert.match(kept.type, /^image\//);
  await pages.openPolicy(maker);
  assert.equal(standing(await pages.text(maker)), 2, 'the demonstration has one opinion already');

  await pages.withdrawOpinion(maker, '意见依据的文件已经废止');
  await pages.openPolicy(approver);
  assert.equal(standing(await pages.text(approver)), 1);
  await maker.leave();
  await approver.leave();
});
