// What the journeys know of the pages on which a whole register is imported.
import { readFile } from 'node:fs/promises';

import { choose, press, text, write } from './act.mjs';

export const imports = '/console/imports';

const patience = 60_000; // milliseconds until a table of a few hundred households is worked through
const workbook = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Downloads the empty table of the officer's own place. */
export async function downloadTemplate(who) {
  await who.page.goto(imports);
  await who.look('imports');
  return saved(who, who.page.getByRole('button', { name: '下载模板' }));
}

/** Uploads a table and reads what was found in it. */
export async function uploadTable(who, name, buffer) {
  await who.page.goto(imports);
  await bringTable(who, name, buffer);
}

/** Uploads a table on the page that is open. */
export async function bringTable(who, name, buffer) {
  await who.page.getByLabel('填好的表').setInputFiles({ name, mimeType: name.endsWith('.csv') ? 'text/csv' : workbook, buffer });
  await press(who, '上传并预览');
}

/** Registers what is good and waits until the work is done; the page comes again by itself. */
export async function registerTable(who, households, { goodOnly = false } = {}) {
  if (goodOnly) await choose(who, '登记哪些户', /^先登记没有问题的/);
  await press(who, `登记${households}户`);
  await ended(who, '已登记');
}

/** Downloads one of the tables that the page offers. */
export async function downloadTable(who, words) {
  return saved(who, who.page.getByRole('link', { name: words }));
}

/** Goes to the page on which the open import is taken back, and gives what it says. */
export async function openUndo(who) {
  await who.page.goto(`${new URL(who.page.url()).pathname}/undo`);
  await who.look('import-undo');
  return text(who);
}

/** Takes the import back and waits until it is. */
export async function undoImport(who, reason) {
  await write(who, '撤销原因', reason);
  await press(who, '撤销导入');
  await ended(who, '已撤销');
}

async function saved({ page }, control) {
  const download = page.waitForEvent('download');
  await control.click();
  return readFile(await (await download).path());
}

async function ended(who, state) {
  try {
    await who.page.locator('.govuk-tag').filter({ hasText: state }).waitFor({ timeout: patience });
  } catch {
    throw new Error(`the work did not end:\n${await text(who)}`);
  }
}
