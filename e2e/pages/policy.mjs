// What the journeys know of the officers' pages about the policy edition: drafts, comments, adoption, legal opinions.
import { choose, follow, pick, press, read, write, writeDay } from './act.mjs';

const policy = '/console/policy';

/** Opens the page of the edition. */
export async function openPolicy(who) {
  await who.page.goto(policy);
  await who.look('policy');
}

/** Registers a draft from a folder of the server, or from an archive, and gives its address. */
export async function registerDraft(who, { folder, archive }) {
  await openPolicy(who);
  await follow(who, '登记草案');
  await who.look('policy-register');
  if (folder) await pick(who, '服务器上的文件夹', folder);
  if (archive) await who.page.getByLabel('压缩包').setInputFiles(archive);
  await press(who, '登记草案');
  await read(who, /草案已登记/);
  await who.look('policy-draft');
  return new URL(who.page.url()).pathname;
}

/** Opens a draft for comment until a day. */
export async function openForComment(who, draft, closesOn) {
  await who.page.goto(draft);
  await follow(who, '公开征求意见');
  await who.look('policy-open');
  await writeDay(who, '征求意见的最后一天', closesOn);
  await press(who, '公开征求意见');
  await read(who, /已开始征求意见/);
  await who.look('policy-opened');
}

/** Comments on the whole draft. */
export async function comment(who, draft, words) {
  await who.page.goto(draft);
  await who.look('policy-draft-open');
  await follow(who, '提意见');
  await who.look('policy-comment');
  await write(who, '意见', words);
  await press(who, '提意见');
  await read(who, /意见已提交/);
  await who.look('policy-commented');
}

/** Answers the one comment that waits. */
export async function answerComment(who, draft, taken, words) {
  await who.page.goto(draft);
  await follow(who, '答复意见');
  await who.look('policy-answer');
  await choose(who, '采纳吗', taken);
  await write(who, '理由', words);
  await press(who, '答复意见');
  await read(who, /答复已保存/);
  await who.look('policy-answered');
}

/** Proposes a draft for adoption from a day on. */
export async function propose(who, draft, effectiveOn, reason) {
  await who.page.goto(draft);
  await follow(who, '提请采用');
  await who.look('policy-propose');
  await writeDay(who, '生效日期', effectiveOn);
  await write(who, '理由', reason);
  await press(who, '提请采用');
  await read(who, /已提请/);
  await who.look('policy-proposed');
}

/** Adopts a proposed draft, having read its warnings. */
export async function adopt(who, draft) {
  await who.page.goto(draft);
  await who.look('policy-to-adopt');
  await follow(who, '采用这份方案');
  await who.look('policy-adopt');
  await press(who, '采用这份方案');
  await read(who, /请先看完法律提醒/);
  await who.look('policy-adopt-unread');
  await who.page.getByLabel(/我已逐条看过/).check();
  await press(who, '采用这份方案');
  await read(who, /已采用/);
  await who.look('policy-adopted');
}

/** Files a legal opinion for the first measure that needs one. */
export async function fileOpinion(who, { number, datedOn, office, scan }) {
  await openPolicy(who);
  await follow(who, '备案合法性审核意见');
  await who.look('opinion-file');
  await who.page.getByRole('group', { name: '措施' }).getByRole('radio').first().check();
  await write(who, '文号', number);
  await writeDay(who, '签发日期', datedOn);
  await write(who, '出具机关', office);
  await who.page.getByLabel('扫描件').setInputFiles(scan);
  await press(who, '备案合法性审核意见');
  await read(who, /意见已备案/);
  await who.look('opinion-filed');
}

/** Compares a filed opinion with its scan and confirms it; gives the address of the scan. */
export async function confirmOpinion(who) {
  await openPolicy(who);
  await follow(who, '核对并确认');
  await who.look('opinion-review');
  const scan = await who.page.getByRole('link', { name: /打开扫描件/ }).getAttribute('href');
  await choose(who, '核对结果', '相符，确认');
  await press(who, '提交核对结果');
  await read(who, /请先与扫描件逐项核对/);
  await who.look('opinion-unchecked');
  await who.page.getByLabel(/逐项对过/).check();
  await press(who, '提交核对结果');
  await read(who, /已确认/);
  await who.look('opinion-confirmed');
  return scan;
}

/** Withdraws the opinion that stands first in the list. */
export async function withdrawOpinion(who, reason) {
  await openPolicy(who);
  await who.page.getByRole('row').filter({ hasText: '撤回' }).getByRole('link', { name: '撤回' }).first().click();
  await who.page.getByRole('heading', { name: '撤回合法性审核意见', level: 1 }).waitFor();
  await who.look('opinion-withdraw');
  await write(who, '理由', reason);
  await press(who, '撤回');
  await read(who, /已撤回/);
  await who.look('opinion-withdrawn');
}
