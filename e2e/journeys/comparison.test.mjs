// What a source states arrives, and the comparison runs by itself. An officer reads the three sources side by side, the household
// reads the same about itself and disputes it, another officer sees the dispute; the server is restarted between the steps.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { openBrowser, person } from '../harness/person.mjs';
import { day, openTown } from '../harness/town.mjs';
import { newWorkbook } from '../harness/workbook.mjs';
import * as pages from '../pages.mjs';

const village = '640422100202'; // of the demonstration's households
const found = '96000.00'; // yuan a year, far above what anybody in the demonstration declares as wages
const shown = /96,?000\.00/;

let browser;
let town;
let resident;
let officer;
let other;
let household;
let number;

before(async () => {
  town = await openTown();
  browser = await openBrowser();
  const { server, officers, residents } = town;
  resident = await person(browser, { url: server.url, javaScript: false });
  await pages.signInResident(resident, residents.declared);
  number = /档案号：(\S+)/.exec(await pages.text(resident))[1];
  officer = await person(browser, { url: server.url, width: 1366 });
  await pages.signInOfficer(officer, officers.jingban);
  other = await person(browser, { url: server.url, width: 1366 });
  await pages.signInOfficer(other, officers.hecha);
});

after(async () => {
  await browser?.close();
  await town?.server.stop();
});

test('a source arrives, the rule compares by itself, and an officer reads the three sources side by side', async () => {
  household = await pages.openHousehold(officer, number, /核查|核对/);
  const head = await pages.revealNumber(officer, town.officers.jingban, household, 1, '与税务反馈的名单核对');
  await pages.saveMapping(officer, 'tax', {
    headings: { 身份证号: '证件号码', 项目: '所得项目', '金额、面积或数量': '年收入额', 查询结果: '反馈结果', 从哪天起: '起始日期' },
    called: { 务工收入: '工资薪金' },
  });
  const rows = [['证件号码', '姓名', '所得项目', '年收入额', '反馈结果', '起始日期'], [head.number, head.name, '工资薪金', found, '查得', '2024-01-01']];
  await pages.uploadSourceFile(officer, { source: '税务', asOf: day(-3), name: '税务反馈.xlsx', buffer: newWorkbook(rows) });
  await pages.recordSourceFile(officer, 1);
  await officer.look('verification-file-recorded');
  await town.server.restart();

  const said = await pages.waitCompared(officer, household, shown);
  assert.match(said, /因为收到平台结果/, 'nobody has asked for it');
  assert.match(said, /依据方案 \S+（[0-9a-f]{12}）/, 'the run names its edition');
  assert.match(said, /不一致只是线索，不是结论/);
  assert.match(said, /查到的收入比申报的多/);
  assert.match(said, /如果查到的属实，对人均收入的影响/);
  assert.match(said, /只供参考。这里的数不产生任何决定/);
  const [declared, visited, stated] = await pages.sourcesOf(officer, /务工收入/);
  assert.deepEqual([declared.name, visited.name, stated.name], ['申报', '入户', '平台']);
  assert.equal(declared.shape, '', 'the declaration is what the others are set beside');
  assert.equal(stated.shape, '≠');
  assert.match(stated.value, shown);
  assert.match(stated.value, /与申报不同/);
  assert.notEqual(visited.shape, '≠', 'the visit saw what was declared');
  assert.notEqual(visited.colour, stated.colour, 'a difference has a colour of its own, too');
});

test('what changed since, was reported late, cannot be compared or is missing has words of its own', async () => {
  const place = village;
  const first = async (show) => {
    const [path] = await pages.listCompared(officer, place, show);
    assert.ok(path, `the demonstration has nobody with: ${show}`);
    await officer.page.goto(path);
    await officer.look(`comparison-${show}`);
    return pages.text(officer);
  };
  const changed = await first('有正常变化');
  assert.match(changed, /申报以后变化，在期限以内/);
  assert.match(changed, /这是正常动态变化，不算申报不准/);
  const late = await first('有逾期申报');
  assert.match(late, /申报以后变化，逾期申报/);
  assert.match(late, /不算申报不准，不评等级/);
  const apart = await first('有不能比的');
  assert.match(apart, /期间不一样，不能比/);
  assert.match(apart, /∥\s*期间不同，没有比/);
  assert.match([changed, late, apart].join('\n'), /\?\s*没有数据，不是零/, 'what is missing is never zero');
});

test('a place is compared as a whole behind the pages, with progress', async () => {
  const { households, bars } = await pages.compareRegion(officer, village);
  assert.ok(households > 100, `only ${households} households`);
  assert.ok(bars > 0, 'no progress is shown');
  await officer.look('comparison-region-done');
});

test('the household reads the same in plain words and disputes it; another officer reads the dispute', async () => {
  const said = await pages.readMyComparison(resident);
  assert.match(said, /不一样不等于您做错了/);
  assert.match(said, new RegExp(`务工收入（${town.residents.declared.name}）`));
  assert.match(said, /一年 96,?000\.00 元/);
  assert.match(said, /家里其他成年人自己的收入、存款等，只有本人能看/);
  assert.doesNotMatch(said, /每人每年/, "from the sum another adult's income could be worked out");
  await pages.follow(resident, '平台查到的不对，提出异议');
  await resident.look('resident-verification');
  await pages.disputeResult(resident, '务工收入', '同村有人与我同名，这不是我的工资');
  await town.server.crash();

  assert.match(await pages.openResultDispute(other, number), /同村有人与我同名/);
  await pages.waitCompared(officer, household, /[\s\S]/);
  await officer.page.goto(`/console/households/${household}/verification`);
  await officer.look('verified-disputed');
  assert.match(await pages.text(officer), /有异议，暂不参加比对/);
  assert.match(await pages.readMyHistory(resident), /第 1 次申报\s+\S+提交，\S+，说的是\S+的情况/);
  assert.match(await pages.text(resident), /务工收入/);
  for (const somebody of [resident, officer, other]) await somebody.leave();
});
