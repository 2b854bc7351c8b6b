// The verification: what a source's file states about a household comes in, the household reads it and says that it is not right,
// another officer asks the source and answers; and a letter goes to the county where somebody is registered. Each reads what the
// others did, with the server restarted between the steps.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { paperText } from '../harness/paper.mjs';
import { openBrowser, person } from '../harness/person.mjs';
import { day, inventedNumber, openTown } from '../harness/town.mjs';
import { fillRows, newWorkbook, readRows } from '../harness/workbook.mjs';
import * as pages from '../pages.mjs';

const headings = ['证件号码', '姓名', '所得项目', '年收入额', '反馈结果', '起始日期', '单位电话', '税款所属期起', '税款所属期止'];
const asOf = { ...day(-3) };

let browser;
let town;
let resident;
let importer;
let other;
let household;
let number; // of the household's file
let head;
let spouse;

before(async () => {
  town = await openTown();
  browser = await openBrowser();
  const { server, officers, residents } = town;
  resident = await person(browser, { url: server.url, javaScript: false });
  await pages.signInResident(resident, residents.declared);
  number = /档案号：(\S+)/.exec(await pages.text(resident))[1];
  importer = await person(browser, { url: server.url, width: 1366 });
  await pages.signInOfficer(importer, officers.jingban);
  other = await person(browser, { url: server.url, width: 1366 });
  await pages.signInOfficer(other, officers.hecha);
});

after(async () => {
  await browser?.close();
  await town?.server.stop();
});

test("a source's file is read as it was once said, problems come by row and in the same workbook, what is put right is brought again", async () => {
  household = await pages.openHousehold(importer, number, /核查|核对/);
  head = await pages.revealNumber(importer, town.officers.jingban, household, 1, '与税务反馈的名单核对');
  spouse = await pages.revealNumber(importer, town.officers.jingban, household, 2, '与税务反馈的名单核对');
  const rows = [
    headings,
    [head.number, head.name, '工资薪金', '18,000.00', '查得', '2026-01-01', '0954-0000000', '2026-01', '2026-06'],
    [spouse.number, spouse.name, '工资薪金', '', '无法查询', '', ''],
    [spouse.number, spouse.name, '经营所得', '一万多', '查得', '', ''],
    [head.number, head.name, '稿酬', '100', '', '', ''],
    [inventedNumber('19480203', 333), '无此人', '工资薪金', '9000', '', '', ''],
  ];
  await pages.uploadSourceFile(importer, { source: '税务', asOf, name: '税务反馈.xlsx', buffer: newWorkbook(rows) });
  await pages.read(importer, /还没有设置怎样读税务的文件/);
  await importer.look('verification-unmapped');

  await pages.saveMapping(importer, 'tax', {
    headings: { 身份证号: '证件号码', 项目: '所得项目', '金额、面积或数量': '年收入额', 查询结果: '反馈结果', 从哪天起: '起始日期', 所属期起: '税款所属期起', 所属期止: '税款所属期止' },
    called: { 务工收入: '工资薪金 工资', 自营收入: '经营所得' },
  });
  await pages.uploadSourceFile(importer, { source: '税务', asOf, name: '税务反馈.xlsx', buffer: newWorkbook(rows) });
  await pages.read(importer, /“一万多”不是这个单位的数字/);
  await pages.read(importer, /不认得项目“稿酬”/);
  await pages.read(importer, /本地名册里没有这个人/);
  await importer.look('verification-file');
  assert.doesNotMatch(await pages.readMyVerification(resident), /税务/, 'a preview tells nobody anything');
  const marked = readRows(await pages.downloadSourceFile(importer, '下载标注了问题的文件'));
  const problems = marked[0].indexOf('导入问题');
  assert.deepEqual(marked[0].slice(0, headings.length), headings, "the source's own columns come back");
  assert.equal(marked[1][6], '0954-0000000');
  for (const [line, words] of [[3, /一万多/], [4, /稿酬/], [5, /没有这个人/]]) assert.match(marked[line][problems], words);
  assert.equal(marked[1][problems] ?? '', '');

  await town.server.restart();
  await pages.recordSourceFile(importer, 2);
  await importer.look('verification-file-recorded');
  const failed = await pages.downloadSourceFile(importer, '只下载没有收的行');
  const back = readRows(failed);
  assert.equal(back.length, 4, 'only what was not taken comes back');
  await pages.checkSourceFile(importer, '改好.xlsx', fillRows(failed, 2, [rows[3].with(3, '12000')]));
  await pages.recordSourceFile(importer, 1);
  await importer.look('verification-file-again');
});

test('the household reads what was found by whom as of when, disputes it, and another officer than the importer answers', async () => {
  const said = await pages.readMyVerification(resident);
  assert.match(said, new RegExp(`${town.residents.declared.name}的务工收入\\s+18,000.00 元/年`));
  assert.match(said, new RegExp(`税务，数据日期${asOf.year}年${asOf.month}月${asOf.day}日`));
  assert.match(said, /这是2026年1月1日到2026年6月30日的数/);
  assert.doesNotMatch(said, /12,000/, "another adult's own is read by that adult");
  await pages.disputeResult(resident, '务工收入', '我只做了四个月就回来了');
  await town.server.restart();

  await importer.page.goto(`/console/households/${household}/verification`);
  await importer.look('verified-disputed');
  assert.match(await pages.text(importer), /有异议，暂不参加比对/);
  await pages.openResultDispute(importer, number);
  await pages.answerResultDispute(importer, { asked: '税务所孙某', value: '18000', words: '维持' });
  await pages.read(importer, /请别的工作人员答复/);
  await importer.look('verification-answer-own');

  const disputed = await pages.openResultDispute(other, number);
  assert.match(disputed, /我只做了四个月就回来了/);
  await pages.answerResultDispute(other, { asked: '县税务局孙某，电话核实', value: '', words: '税务更正为四个月。' });
  await pages.read(other, /请填更正后的数额，比零大/);
  await other.look('verification-answer-refused');
  await pages.answerResultDispute(other, { asked: '县税务局孙某，电话核实', value: '6000', words: '税务更正为四个月。' });
  await pages.read(other, /已答复/);
  await other.look('verification-disputes-answered');
  await town.server.crash();

  const answered = await pages.readMyVerification(resident);
  assert.match(answered, /务工收入\s+6,000.00 元\/年/);
  assert.match(answered, /您说：我只做了四个月就回来了/);
  assert.match(answered, /已更正。税务更正为四个月。/);
  await resident.look('resident-verification-answered');
  const letter = await resident.page.getByRole('link', { name: /答复书（编号/ }).first().getAttribute('href');
  const printed = paperText((await pages.ask(resident, letter)).body);
  assert.match(printed, /核对异议答复书/);
  assert.match(printed, /已更正为“6,000.00 元\/年”/);
  assert.match(printed, /核对结果不等于失信/);
  await importer.page.goto(`/console/households/${household}/verification`);
  await importer.look('verified-answered');
  assert.match(await pages.text(importer), /6,000.00 元\/年/);
});

test('a letter to another county is numbered and printed, reminded of, and answered; a colleague reads what came', async () => {
  const enquiry = await pages.sendEnquiry(importer, household, {
    agency: '永宁县民政局', county: '640121', reason: '户籍在贵县，现住我县', asked: ['务工收入', '存款'],
  });
  const page = await pages.text(importer);
  assert.match(page, /永宁县民政局/);
  assert.match(page, /等回函/);
  const due = /请于此日前回函\s+(\d{4}年\d+月\d+日)/.exec(page)[1];
  const letter = await pages.ask(importer, await importer.page.getByRole('link', { name: '打印协查函' }).getAttribute('href'));
  const print = paperText(letter.body).replace(/\s/g, '');
  for (const part of ['永宁县民政局', head.number, '户籍在贵县，现住我县', '务工收入、存款', due]) assert.ok(print.includes(part), `the letter does not say ${part}:\n${print}`);
  await town.server.restart();

  await pages.recordEnquiry(importer, '记一次催办', { on: day(), words: '电话催办' });
  await pages.read(importer, /已记下催办/);
  await importer.look('verification-enquiry-reminded');
  await pages.recordEnquiry(importer, '登记回函', { on: day(), words: '在贵县没有务工收入，存款未查得。', scan: { name: '回函.png', mimeType: 'image/png', buffer: await importer.page.screenshot() } });
  await pages.read(importer, /回函已登记/);
  await importer.look('verification-enquiry-answered');

  await other.page.goto('/console/verification/enquiries');
  await other.look('verification-enquiries');
  assert.match(await pages.text(other), /已回函/);
  await other.page.goto(enquiry);
  await other.look('verification-enquiry-read');
  assert.match(await pages.text(other), /存款未查得/);
  const scan = await pages.ask(other, await other.page.getByRole('link', { name: '打开回函扫描件' }).getAttribute('href'));
  assert.equal(scan.type, 'image/png');
  for (const somebody of [resident, importer, other]) await somebody.leave();
});
