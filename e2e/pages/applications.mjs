// What the journeys know of the pages about requests for assistance, of officers and of residents.
import { ask, choose, follow, press, read, text, write } from './act.mjs';
import { stepUp } from './desk.mjs';

const of = (id) => `/console/households/${id}/applications`;

/** Opens the register of requests. */
export async function openApplications(who, show = 'waiting') {
  await who.page.goto(`/console/applications?show=${show}`);
  await who.look(`applications-${show}`);
}

/** Opens a household's requests. */
export async function openApplicationsOf(who, id, name) {
  await who.page.goto(of(id));
  await who.look(`applications-of-household-${name}`);
}

/** Registers a request of the whole household; kin is what the applicant answers. Gives its number. */
export async function registerApplication(who, id, { kind, words, changed, kin }) {
  await who.page.goto(`${of(id)}/new`);
  await who.look('application-register');
  await press(who, '登记申请');
  await who.look('application-register-refused');
  await read(who, /请问申请人这个问题/);
  await choose(who, '申请哪一种救助', kind);
  await who.page.getByLabel('申请人', { exact: true }).selectOption({ index: 1 });
  for (const box of await who.page.getByRole('group', { name: '为谁申请' }).getByRole('checkbox').all()) await box.check();
  await choose(who, '怎么提出的', '乡镇窗口');
  await write(who, '申请人怎么说', words);
  if (changed) await write(who, '和以前相比有什么变化', changed);
  await choose(who, /家里有没有人是经办人员/, kin ? '有' : '没有');
  if (kin) {
    await choose(who, '身份', kin.post);
    await write(who, '工作人员或公职人员姓名', kin.official);
    await write(who, '什么关系', kin.relation);
  }
  await press(who, '登记申请');
  await read(who, /已登记，登记号/);
  const number = /登记号 (\S+?)。/.exec(await text(who, 'body'))[1];
  await who.look('application-registered');
  return number;
}

/** Opens the page of one act on the newest request of a household. */
async function open(who, id, act) {
  await openApplicationsOf(who, id, 'to-do');
  await follow(who, act);
  await who.look(`application-${new URL(who.page.url()).pathname.split('/').pop()}`);
}

/** Refers the newest request to an officer. */
export async function referApplication(who, id, officer) {
  await open(who, id, '转给指定人员');
  await choose(who, '转给谁', new RegExp(officer));
  await press(who, '转给指定人员');
  await read(who, /已转给指定的工作人员/);
  await who.look('application-referred');
}

/** Does an act on the newest request that takes a reason and no more. */
export async function reasonApplication(who, id, act, label, reason, kept) {
  await open(who, id, act);
  if (reason) await write(who, label, reason);
  await press(who, act);
  await read(who, kept);
}

/** Finds that the newest request is an emergency. */
export async function exemptApplication(who, id, reason) {
  await open(who, id, '急难或者需要保护');
  await choose(who, '为什么不受限制', '急难，不能等');
  await write(who, '理由', reason);
  await press(who, '急难或者需要保护');
  await read(who, /可以受理了/);
}

/** Hands the newest request over. */
export async function handOverApplication(who, id, to, reason) {
  await open(who, id, '转办');
  await write(who, '转给哪个单位', to);
  await write(who, '理由', reason);
  await press(who, '转办');
  await read(who, /已转办/);
}

/** Proposes to refuse the newest request. */
export async function proposeRefusal(who, id, reason, basis) {
  await open(who, id, '提出不予受理');
  await write(who, '理由', reason);
  await write(who, '依据', basis);
  await press(who, '提出不予受理');
  await read(who, /等另一位县级工作人员签发/);
  await who.look('application-refusal-proposed');
}

/** Signs the refusal of the newest request, or sends it back, as the second person. */
export async function signRefusal(who, id, officer, reason, button = '签发通知书') {
  await openApplicationsOf(who, id, 'to-sign');
  await follow(who, '签发或者退回');
  await stepUp(who, officer);
  await who.look('application-sign');
  await write(who, '理由', reason);
  await press(who, button);
}

/** Records that the letter was handed over just now. */
export async function serveRefusal(who, id, receiver) {
  await open(who, id, '登记送达');
  await choose(who, '怎么送达的', '当面');
  await write(who, '谁收下的', receiver);
  await press(who, '登记送达');
  await read(who, /送达已登记/);
  await who.look('application-served');
}

/** Records that the applicant does not ask any more. */
export async function withdrawApplication(who, id, words) {
  await open(who, id, '申请人撤回');
  await choose(who, '申请人怎么说的', '当面');
  await write(who, '申请人的原话', words);
  await press(who, '申请人撤回');
  await read(who, /已登记撤回/);
}

/** Records kinship that turned up later with the newest request. */
export async function discloseWithApplication(who, id, { post, official, relation }) {
  await open(who, id, '补记近亲属');
  await choose(who, '身份', post);
  await write(who, '工作人员或公职人员姓名', official);
  await write(who, '什么关系', relation);
  await press(who, '补记近亲属');
  await read(who, /已备案/);
}

/** Exports the register, and gives the workbook. */
export async function exportApplications(who, purpose) {
  await who.page.goto('/console/applications/export');
  await who.look('applications-export');
  await write(who, '为什么导出', purpose);
  const download = who.page.waitForEvent('download');
  await who.page.getByRole('button', { name: '导出登记簿' }).click();
  return (await download).path();
}

/** The letter or the receipt of the newest request, as PDF. */
export async function paperOfApplication(who, id, words) {
  await who.page.goto(of(id));
  return ask(who, await who.page.getByRole('link', { name: words, exact: true }).first().getAttribute('href'));
}

/** Opens the resident's own requests. */
export async function myApplications(who, name) {
  await who.page.goto('/r/applications');
  await who.look(`resident-applications-${name}`);
  return text(who);
}
