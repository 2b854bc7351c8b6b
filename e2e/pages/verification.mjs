// What the journeys know of the verification: the files of the sources, disputes of single results, and letters to other counties.
import { readFile } from 'node:fs/promises';

import { choose, follow, pick, press, read, text, write, writeDay } from './act.mjs';
import { stepUp } from './desk.mjs';

export const verification = '/console/verification';

const patience = 60_000; // milliseconds until the rows of a household are recorded
const workbook = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Shows the whole identity number of a member of the household's file, with a reason, and gives it. */
export async function revealNumber(who, officer, household, member, reason) {
  await who.page.goto(`/console/households/${household}/reveal`);
  await stepUp(who, officer);
  await who.look('reveal');
  const choice = who.page.getByLabel('谁的信息');
  await choice.selectOption({ index: member });
  const name = (await choice.locator('option').nth(member).innerText()).trim();
  await choose(who, '哪一项', /身份证号/);
  await write(who, '为什么要看', reason);
  await press(who, '记录并显示');
  await who.look('revealed');
  return { name, number: /[0-9]{17}[0-9X]/.exec(await text(who))[0] };
}

/** Uploads a source's file with the day on which its data held. */
export async function uploadSourceFile(who, { source, asOf, name, buffer }) {
  await who.page.goto(verification);
  await who.look('verification');
  await pick(who, '数据来源', source);
  await writeDay(who, '数据日期', asOf);
  await checkSourceFile(who, name, buffer);
}

/** Brings a file on the page that is open. */
export async function checkSourceFile(who, name, buffer) {
  await who.page.getByLabel('文件', { exact: true }).setInputFiles({ name, mimeType: workbook, buffer });
  await press(who, '检查文件');
}

/** Says once how the files of a source are read: the headings of its columns, and what it calls an item. */
export async function saveMapping(who, key, { headings, called }) {
  await who.page.goto(`${verification}/mappings/${key}`);
  await who.look('verification-mapping');
  for (const [column, heading] of Object.entries(headings)) await write(who, `“${column}”列的表头`, heading);
  for (const [item, word] of Object.entries(called)) await write(who, `“${item}”在文件里叫什么`, word);
  await press(who, '保存');
  await read(who, /已保存/);
  await who.look('verification-mapped');
}

/** Records the good rows and waits until they are; the page comes again by itself. */
export async function recordSourceFile(who, rows) {
  await press(who, `登记 ${rows} 行`);
  try {
    await who.page.locator('.govuk-tag').filter({ hasText: '已登记' }).waitFor({ timeout: patience });
  } catch {
    throw new Error(`the file was not recorded:\n${await text(who)}`);
  }
}

/** Downloads the marked file, or the rows that were not taken. */
export async function downloadSourceFile({ page }, words) {
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: words }).click();
  return readFile(await (await download).path());
}

/** The household reads what was found about it, and gives what it says. */
export async function readMyVerification(who) {
  await who.page.goto('/r/verification');
  await who.look('resident-verification');
  return text(who);
}

/** The household says that one result is not right; its heading names it. */
export async function disputeResult(who, heading, words) {
  await readMyVerification(who);
  await follow(who, new RegExp(`^这条不对.*${heading}|^${heading}.*这条不对`));
  await who.look('resident-verification-dispute');
  await write(who, '哪里不对', words);
  await press(who, '提出');
  await read(who, /已收到/);
  await who.look('resident-verification-disputed');
}

/** Opens the dispute that waits for a household's answer, from the worklist, and gives what its page says. */
export async function openResultDispute(who, number) {
  await who.page.goto(`${verification}/disputes`);
  await who.look('verification-disputes');
  await follow(who, number);
  await who.look('verification-dispute');
  return text(who);
}

/** Answers the open dispute: corrected to a value, after asking the source. */
export async function answerResultDispute(who, { asked, value, words }) {
  await write(who, '向谁核实', asked);
  await choose(who, '核实的结果', '已更正');
  await pick(who, '更正后的结果', '查到');
  await write(who, '更正后的数额', value);
  await write(who, '答复本人的话', words);
  await who.look('verification-answer');
  await press(who, '答复');
}

/** Writes a letter to another county about a member of the household, and gives the letter's address. */
export async function sendEnquiry(who, household, { agency, county, reason, asked }) {
  await who.page.goto(`/console/households/${household}/verification/enquiry`);
  await who.look('verification-enquiry-new');
  await who.page.getByRole('group', { name: '查谁' }).getByRole('radio').first().check();
  await write(who, '对方单位', agency);
  await write(who, '对方县（市、区）代码', county);
  await write(who, '原因', reason);
  for (const item of asked) await choose(who, '请对方核对什么', item);
  await press(who, '编号发函');
  await read(who, /协查函已编号/);
  await who.look('verification-enquiry');
  return new URL(who.page.url()).pathname;
}

/** Records that the other county was reminded, or what it replied. */
export async function recordEnquiry(who, what, { on, words, scan }) {
  await choose(who, '登记什么', what);
  await writeDay(who, '日期', on);
  await write(who, '回函说了什么，或怎样催的', words);
  if (scan) await who.page.getByLabel('回函照片或扫描件').setInputFiles(scan);
  await press(who, '登记');
}
