// A whole table of households comes into the register: the template is filled in, what is wrong is said by row and marked in
// the table that comes back, what is good is registered, what was put right is brought again, and an import goes back as long
// as nothing was done with it. A colleague in the village sees each time what stands in the register.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { openBrowser, person } from '../harness/person.mjs';
import { inventedNumber, openTown } from '../harness/town.mjs';
import { fillRows, readRows } from '../harness/workbook.mjs';
import * as pages from '../pages.mjs';

const firstRow = 3; // below the template's notice and its headings
const [villageColumn, relationColumn, numberColumn] = [1, 5, 6];
const otherTownship = '640422101';

let browser;
let town;
let officer;
let colleague;
let template;

before(async () => {
  town = await openTown();
  browser = await openBrowser();
  officer = await person(browser, { url: town.server.url, width: 1366 });
  await pages.signInOfficer(officer, town.officers.jingban);
  colleague = await person(browser, { url: town.server.url, width: 1366 });
  await pages.signInOfficer(colleague, town.officers.cunji);
});

after(async () => {
  await browser?.close();
  await town?.server.stop();
});

/** Rows of households of two, as officers keep them; born in different years, so that no number stands in two tables. */
function households(count, year) {
  return Array.from({ length: count }, (_, n) => n + 1).flatMap((i) => {
    const birth = `${year}0${1 + (i % 9)}${10 + (i % 19)}`;
    return [
      [i, '大滩村', `大滩村${i}组`, '在享低保家庭', `马${'成志国明'[i % 4]}山`, '户主', inventedNumber(birth, 2 * i - 1), '', '', '', '', '2020-01-31'],
      [i, '', '', '', '单小雨', '配偶', inventedNumber(birth, 2 * i), '', '', '体弱', '', ''],
    ];
  });
}

/** Whether the colleague finds a household by a member's whole identity number. */
async function stands(number) {
  await pages.searchFor(colleague, number);
  const said = await pages.text(colleague);
  assert.ok(!said.includes(number), 'the whole number stands on a page');
  return !/没有找到/.test(said);
}

test("the template comes as a workbook for the officer's own township, and for no other", async () => {
  template = await pages.downloadTemplate(officer);
  assert.deepEqual(readRows(template)[1].slice(0, 3), ['户号', '村（社区）', '家庭住址']);
  assert.equal((await pages.ask(officer, `/console/imports/template?place=${otherTownship}`)).status, 404);
  assert.equal((await pages.ask(colleague, '/console/imports')).status, 403, 'who registers no households imports none');
});

test('what is no table is refused with what to do', async () => {
  await pages.uploadTable(officer, 'a.csv', Buffer.from('一,二\n1,2\n'));
  await pages.read(officer, /没有找到这些列名/);
  await officer.look('imports-refused');
});

test('problems are said by row and marked in the table, good households are registered, what was put right comes again', async () => {
  const good = households(60, 1951);
  const rows = good.map((row) => [...row]);
  rows[2][villageColumn] = '没有的村';
  rows[4][numberColumn] = '6.40422E+17';
  rows[9][relationColumn] = '姐夫的邻居';
  const last = rows[10][numberColumn][17];
  rows[10][numberColumn] = rows[10][numberColumn].slice(0, 17) + (last === '1' ? '2' : '1'); // to be checked, and no reason to refuse
  await pages.uploadTable(officer, '大滩村名册.xlsx', fillRows(template, firstRow, rows));
  await pages.read(officer, /没有这个村/);
  await pages.read(officer, /后几位已经丢失/);
  await pages.read(officer, /57户、114人/);
  await officer.look('import-preview');
  assert.equal(await stands(good[0][numberColumn]), false, 'a preview registers nobody');

  const marked = readRows(await pages.downloadTable(officer, '下载标红的原表'));
  const problems = marked.find((row) => row.includes('户号')).indexOf('导入问题');
  assert.ok(problems > 0, 'the marked table has a column for the problems');
  const isMarked = (line, words) => assert.match(marked[line - 1][problems], words);
  isMarked(firstRow + 2, /没有这个村/);
  isMarked(firstRow + 4, /后几位已经丢失/);
  isMarked(firstRow + 9, /姐夫的邻居|关系/);
  assert.equal(marked[firstRow - 1][problems] ?? '', '');

  await pages.registerTable(officer, 57, { goodOnly: true });
  await officer.look('import-registered');
  assert.equal(await stands(good[0][numberColumn]), true, 'a good household is there for the colleague');
  assert.equal(await stands(good[4][numberColumn]), false, 'a household with a problem is not');

  const failed = await pages.downloadTable(officer, '下载只有退回户的表');
  const failedRows = readRows(failed);
  const from = failedRows.findIndex((row) => row.includes('户号')) + 2;
  const put = failedRows.slice(from - 1).filter((row) => row.length > 0).map((row) => good.find((right) => String(right[0]) === row[0] && right[4] === row[4]));
  assert.equal(put.length, 6, 'the three households that were not taken come back whole');
  await pages.bringTable(officer, '改好.xlsx', fillRows(failed, from, put));
  await pages.read(officer, /没有发现问题/);
  await officer.look('import-again');
  await pages.registerTable(officer, 3);
  assert.equal(await stands(good[4][numberColumn]), true);
  await pages.uploadTable(officer, '整份.xlsx', fillRows(template, firstRow, good));
  assert.doesNotMatch(await pages.text(officer), /登记60户/, 'nobody is registered twice');
  await officer.look('import-nothing-new');
});

test('an import goes back while nothing was done with it, and says what stands against it otherwise', async () => {
  const wrong = households(30, 1941);
  await pages.uploadTable(officer, '错表.xlsx', fillRows(template, firstRow, wrong));
  await pages.registerTable(officer, 30);
  const here = officer.page.url();
  assert.equal(await stands(wrong[0][numberColumn]), true);
  await pages.openUndo(officer);
  await pages.undoImport(officer, '传错了表');
  await officer.look('import-undone');
  assert.equal(officer.page.url(), here);
  assert.equal(await stands(wrong[0][numberColumn]), false, 'what was taken back is found by nobody');

  const used = households(2, 1931);
  await pages.uploadTable(officer, '两户.xlsx', fillRows(template, firstRow, used));
  await pages.registerTable(officer, 2);
  const imported = new URL(officer.page.url()).pathname;
  await pages.searchFor(officer, used[0][numberColumn]);
  const link = officer.page.getByRole('main').getByRole('link', { name: /\d{4}/ }).first();
  const household = /households\/([0-9a-f-]{36})/.exec(await link.getAttribute('href'))[1];
  await pages.issueNotice(officer, household);
  await officer.page.goto(imported);
  assert.match(await pages.openUndo(officer), /不能撤销：有1户登记后已办了别的事/);
  assert.equal(await officer.page.getByRole('button', { name: '撤销导入' }).count(), 0);
  assert.equal(await stands(used[0][numberColumn]), true);
  await colleague.leave();
  await officer.leave();
});

test('the county reads the import on a phone', async () => {
  const phone = await person(browser, { url: town.server.url, width: 360, everyPage: false });
  await pages.signInOfficer(phone, town.officers.xianban);
  await phone.page.goto(pages.imports);
  await phone.look('imports-phone');
  await pages.follow(phone, '大滩村名册.xlsx');
  await phone.look('import-phone');
  await phone.leave();
});
