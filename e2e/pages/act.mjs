// How a person acts on any page: by what is written on it, never by what stands in its source.
import { noteDownload } from '../harness/ledger.mjs';

/** Presses the button with these words, and waits for the answer. */
export async function press({ page }, words) {
  const answered = page.waitForEvent('domcontentloaded');
  await page.getByRole('button', { name: words, exact: true }).first().click();
  await answered;
}

/** Follows the link with these words. */
export async function follow({ page }, words) {
  const opened = page.waitForEvent('domcontentloaded');
  await page.getByRole('link', { name: words, exact: typeof words === 'string' }).first().click();
  await opened;
}

/** Writes into the field with this label. */
export async function write({ page }, label, value) {
  await page.getByLabel(label).first().fill(String(value));
}

/** Ticks one of the answers that stand under a question. */
export async function choose({ page }, question, answer) {
  await page.getByRole('group', { name: question }).first().getByLabel(answer, { exact: typeof answer === 'string' }).check();
}

/** Chooses from a drop-down list. */
export async function pick({ page }, label, option) {
  await page.getByLabel(label, { exact: true }).first().selectOption({ label: option });
}

/** Writes a day into its three boxes. */
export async function writeDay({ page }, question, { year, month, day }) {
  const group = page.getByRole('group', { name: question }).first();
  await group.getByLabel('年', { exact: true }).fill(String(year));
  await group.getByLabel('月', { exact: true }).fill(String(month));
  await group.getByLabel('日', { exact: true }).fill(String(day));
}

/** Waits for these words on the page; a page without them is the wrong page. */
export async function read({ page }, words) {
  try {
    await page.getByText(words).first().waitFor();
  } catch {
    throw new Error(`${page.url()} does not say ${words}, but:\n${await page.locator('main').innerText()}`);
  }
}

/** What the page says, as text. */
export function text({ page }, selector = 'main') {
  return page.locator(selector).first().innerText();
}

/** Asks for an address as the browser of this person, e.g. a PDF, and gives the answer with its body. */
export async function ask({ context, page }, address) {
  const url = new URL(address, page.url());
  const answer = await context.request.get(url.href, { maxRedirects: 0 });
  const type = answer.headers()['content-type'] ?? '';
  if (answer.status() === 200 && !type.startsWith('text/html')) noteDownload(url.pathname);
  return { status: answer.status(), type, body: await answer.body() };
}
