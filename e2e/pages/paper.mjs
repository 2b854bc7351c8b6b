// What the journeys know of paper: forms printed for a village or a household, entered by one officer and looked at by another.
import { paperText, pictureCode } from '../harness/paper.mjs';
import { choose, follow, press, read, text, write, writeDay } from './act.mjs';

const declarationForm = '家庭经济状况自主申报表';

/** Orders the declaration form for everybody in a village, in one file. */
export async function orderForms(who, village) {
  await who.page.goto('/console/sheets');
  await who.look('sheets');
  await follow(who, '打印空白表');
  await who.look('forms');
  const place = who.page.getByLabel('村（社区）', { exact: true });
  await place.selectOption(await place.locator('option', { hasText: village }).first().getAttribute('value'));
  await who.page.getByRole('checkbox', { name: declarationForm }).check();
  await press(who, '生成整村的表');
  await who.look('forms-run');
}

/** Waits for a village's forms, whose page comes again by itself, and fetches them. Gives the PDF's path on this machine. */
export async function fetchForms(who) {
  await read(who, /已生成 \d+ 张表/);
  await who.look('forms-ready');
  const download = who.page.waitForEvent('download');
  await who.page.getByRole('button', { name: '下载', exact: true }).click();
  return (await download).path();
}

/** Prints the declaration form of one household. Gives the PDF's path on this machine. */
export async function printForm(who, id) {
  await who.page.goto(`/console/households/${id}/forms`);
  await who.page.getByRole('checkbox', { name: declarationForm }).check();
  await who.look('forms-one');
  const download = who.page.waitForEvent('download');
  await who.page.getByRole('button', { name: '打印', exact: true }).click();
  return (await download).path();
}

const printedNumber = /表号\s*([A-Z2-7]{4}-[A-Z2-7]{4})/;

/** The numbers of all forms in a print. */
export function sheetNumbers(words) {
  return [...new Set([...words.matchAll(new RegExp(printedNumber, 'g'))].map((found) => found[1]))];
}

/** The number on the form of a household, by the words of the print. */
export function sheetNumber(words, household) {
  const sheet = words.split('\f').find((page) => page.includes(household) && printedNumber.test(page));
  if (!sheet) throw new Error(`no form of ${household} in the print:\n${words.slice(0, 2000)}`);
  return printedNumber.exec(sheet)[1];
}

/** Scans the QR picture on the form of a household in a print, and opens what it says: the page of its entry. */
export async function scanSheet(who, print, household) {
  const words = paperText(print);
  const page = words.split('\f').findIndex((one) => one.includes(household) && printedNumber.test(one)) + 1;
  await openSheet(who, sheetNumber(words, household), new URL(pictureCode(print, page)).pathname);
}

/** Opens the page of a form's entry by its number. */
export async function openSheet(who, number, path = `/console/sheet/${number}`) {
  await who.page.goto(path);
  await read(who, '录入申报');
  const written = await who.page.getByLabel('申报表编号').inputValue();
  if (written !== number) throw new Error(`${who.page.url()} is about the sheet ${written}, not ${number}`);
}

/** Types what stands on a sheet into the rows of the page: amounts by item, of its first person; everybody is at home; none of all else. */
async function typeAnswers({ page }, answers) {
  const left = { ...answers };
  for (const row of await page.locator('tbody tr:has(select[name$="-state"])').all()) {
    const item = (await row.locator('th').innerText()).trim();
    const state = row.locator('select[name$="-state"]');
    const amount = left[item];
    delete left[item];
    if (amount === undefined) {
      await state.selectOption(item === '家庭成员' && (await state.locator('option[value="given"]').count()) > 0 ? 'given' : 'none');
      continue;
    }
    await state.selectOption('');
    await row.locator('[name$="-amount"]').fill(amount.amount);
    await row.locator('[name$="-per"]').selectOption({ label: amount.per });
  }
}

/** Enters the open sheet with the day beside the signature and its scan, and gives the address of the entry. */
export async function enterSheet(who, { signedOn, kind, scan, answers }) {
  await choose(who, '怎么来的', '纸质申报表');
  await writeDay(who, '签字日期', signedOn);
  await who.page.getByLabel('申报人', { exact: true }).selectOption({ index: 1 });
  await choose(who, '申报类型', kind);
  await typeAnswers(who, answers);
  await who.look('sheet-entry');
  await who.page.getByLabel('申报表扫描件或照片').setInputFiles(scan);
  await press(who, '提交并出回执');
  await read(who, /已录入，等另一位工作人员复核/);
  await who.look('sheet-entered');
  return new URL(who.page.url()).pathname;
}

/** Opens the entry of a household that waits, from the list, and gives its address. */
export async function openWaiting(who, household) {
  await who.page.goto('/console/sheets');
  await who.look('sheets-waiting');
  await follow(who, household);
  await who.look('sheet');
  return new URL(who.page.url()).pathname;
}

/** Compares every answer with the scan: all alike, but for what the second person reads otherwise, of an item's first person. */
export async function compareSheet(who, otherwise = {}) {
  const left = { ...otherwise };
  for (const row of await who.page.locator('tbody tr:has(select[name$="-same"])').all()) {
    const item = (await row.locator('th').innerText()).trim();
    const amount = left[item];
    delete left[item];
    await row.locator('select[name$="-same"]').selectOption(amount === undefined ? 'yes' : 'no');
    if (amount === undefined) continue;
    await row.getByText('填写扫描件上的内容').click();
    await row.locator('[name$="-amount"]').fill(amount.amount);
    await row.locator('[name$="-per"]').selectOption({ label: amount.per });
  }
  await who.look('sheet-compared');
  await press(who, '提交复核');
}

/** Says for every difference whose reading holds, and why. */
export async function settleSheet(who, whose, reason) {
  for (const one of await who.page.getByRole('radio', { name: new RegExp(`^${whose}：`) }).all()) await one.check();
  for (const one of await who.page.getByLabel('理由', { exact: true }).all()) await one.fill(reason);
  await who.look('sheet-settling');
  await press(who, '提出处理意见');
  await read(who, /处理意见已提出，等另一个人同意/);
  await who.look('sheet-proposed');
}

/** Agrees to the other's proposal and gives the receipt's number. */
export async function agreeSheet(who) {
  await who.look('sheet-to-agree');
  await press(who, '同意，算作申报');
  return counted(who);
}

/** Types the sheet again without having seen what the first has typed; half of it is kept on the way. */
export async function typeAgain(who, answers) {
  await follow(who, '改为不看录入内容、重新录入一遍');
  await who.look('sheet-blind');
  if (/录入人录入的/.test(await text(who))) throw new Error('whoever types a sheet again is shown the first typing');
  await typeAnswers(who, answers);
  await press(who, '先保存');
  await read(who, /保存过，已录/);
  await who.look('sheet-blind-kept');
  await press(who, '提交并比较两次录入');
}

/** Sends a sheet back that can never count. */
export async function rejectSheet(who, reason) {
  await write(who, '退回理由', reason);
  await press(who, '退回这份表');
  await read(who, /已退回，不算申报/);
  await who.look('sheet-rejected');
}

/** Reads that an entry counts, and gives the number of its receipt. */
export async function counted(who) {
  await read(who, /复核通过，已算作申报/);
  await who.look('sheet-counts');
  return /回执编号 (\S+?)。/.exec(await text(who))[1];
}

/** Reads, as the household, what was entered for it from the latest sheet. */
export async function readSheets(who) {
  await who.page.goto('/r');
  await who.look('resident-home-sheets');
  await follow(who, '替您录入的纸质申报表');
  await who.look('resident-sheets');
  await follow(who, '看录入了什么');
  await who.look('resident-sheet');
  return text(who);
}

/** Opens a piece of evidence of an open file, by what it is. */
export async function openEvidence(who, id, what) {
  await who.page.goto(`/console/households/${id}?part=evidence`);
  await who.look('file-evidence-list');
  await follow(who, what);
  await who.look('file-evidence');
}

/** A resident looks at a picture that is kept in the own file; gives where the picture itself comes from. */
export async function openMyPicture(who, what) {
  await who.page.goto('/r/file');
  await who.look('resident-file-with-evidence');
  await follow(who, /照片和签字材料/);
  await who.look('resident-evidence-list');
  await follow(who, what);
  await who.look('resident-evidence');
  return who.page.locator('.app-viewer__picture').getAttribute('src');
}
