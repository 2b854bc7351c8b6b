// What the journeys know of the officers' pages.
import { ask, choose, follow, pick, press, read, text, write, writeDay } from './act.mjs';

export const desk = '/console';

/** Signs in with password and one-time password, to the desk. */
export async function signInOfficer(who, officer) {
  await who.page.goto('/staff/sign-in');
  await who.look('staff-sign-in');
  await write(who, '登录名', officer.login);
  await write(who, '密码', officer.password);
  await press(who, '下一步');
  await who.look('staff-second-factor');
  await write(who, '动态口令', await officer.factor.next());
  await press(who, '登录');
  await who.look('desk');
}

/** Shows the second factor again where a page asks for it. */
export async function stepUp(who, officer) {
  if (!new URL(who.page.url()).pathname.endsWith('/step-up')) return;
  await who.look('step-up');
  await write(who, '动态口令', await officer.factor.next());
  await press(who, '确认');
}

/** Registers a household and gives its id and file number. The first member is the head. */
export async function registerHousehold(who, { village = '西吉县吉强镇大滩村', address, members }){
  await who.page.goto('/console/households/new');
  await who.look('register-household');
  await pick(who, '村（社区）', village);
  await write(who, '住址', address);
  for (const [i, member] of members.entries()) {
    const block = who.page.getByRole('group', { name: i === 0 ? '户主' : `成员 ${i + 1}`, exact: true });
    await block.getByLabel('姓名').fill(member.name);
    if (member.relation) await block.getByLabel('与户主关系').selectOption({ label: member.relation });
    await block.getByLabel('身份证号').fill(member.number);
    if (member.phone) await block.getByLabel('电话').fill(member.phone);
  }
  await press(who, '登记');
  await read(who, /已登记，档案编号/);
  await who.look('household-registered');
  const id = /\/console\/households\/([0-9a-f-]{36})/.exec(who.page.url())?.[1];
  const number = /档案编号 (\S+?)，/.exec(await text(who))?.[1];
  if (!id || !number) throw new Error(`the new household is not open on ${who.page.url()}:\n${await text(who)}`);
  return { id, number };
}

/** Finds a household by its file number, opens it with a purpose and gives its id. */
export async function openHousehold(who, number, purpose) {
  await searchFor(who, number);
  await follow(who, number);
  if (await who.page.getByRole('heading', { name: '为什么打开这份档案' }).count()) {
    await who.look('file-purpose');
    await choose(who, '事由', purpose);
    await press(who, '打开档案');
  }
  await who.look('file');
  return /\/console\/households\/([0-9a-f-]{36})/.exec(who.page.url())[1];
}

/** Opens the first household of the register that the officer may see, and gives its page; nothing where the role sees none. */
export async function openSomeHousehold(who) {
  if ((await ask(who, '/console/households')).status !== 200) return undefined;
  await searchFor(who, '马');
  const link = who.page.getByRole('main').locator('a[href^="/console/households/"]').first();
  const href = await link.getAttribute('href');
  await link.click();
  await who.page.waitForURL((url) => url.pathname === new URL(href, url).pathname);
  if (await who.page.getByRole('heading', { name: '为什么打开这份档案' }).count()) {
    await who.look('file-purpose');
    await who.page.getByRole('group', { name: '事由' }).getByRole('radio').first().check();
    await press(who, '打开档案');
  }
  return href;
}

/** Searches the register. */
export async function searchFor(who, words) {
  await who.page.goto('/console/households');
  await who.look('search');
  await who.page.getByRole('main').getByLabel('查找家庭').first().fill(words);
  await press(who, '查找');
  await who.look('search-found');
}

/** Records that an official is kin of the household. */
export async function discloseKinship(who, id, { post, official, relation }) {
  await who.page.goto(`/console/households/${id}/kinship`);
  await who.look('kinship');
  await choose(who, '身份', post);
  const account = who.page.getByLabel('这名亲属在本系统的账号');
  await account.selectOption({ label: await account.getByRole('option', { name: new RegExp(official) }).innerText() });
  await write(who, '什么关系', relation);
  await press(who, '备案');
  await read(who, /已备案/);
  await who.look('kinship-disclosed');
}

/** Opens one part of the open household's file and gives what it says. */
export async function openPart(who, id, part) {
  await who.page.goto(`/console/households/${id}?part=${part}`);
  await who.look(`file-${part}`);
  return text(who);
}

/** Issues the notice to a household. */
export async function issueNotice(who, id, channel = '当面') {
  await who.page.goto(`/console/households/${id}/pledge`);
  await who.look('desk-pledge');
  await follow(who, '制发告知书');
  await who.look('desk-issue-notice');
  await choose(who, '用什么方式告知', channel);
  await choose(who, '用什么话', '普通话');
  await press(who, '制发告知书');
  await read(who, /已制发告知书/);
  await who.look('desk-notice-issued');
}

/** Prints the waiting slips of a household, once, and gives the PDF's path on this machine. */
export async function printSlips(who, id) {
  await who.page.goto(`/console/pledges/slips?household=${id}`);
  await who.look('desk-slips');
  const download = who.page.waitForEvent('download');
  await who.page.getByRole('button', { name: '下载并打印登录单' }).click();
  return (await download).path();
}

/** Hour and minute in the county, now: what is served today was served after it was issued today. */
function clockNow() {
  return new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit' }).format(new Date()).split(':');
}

/** Records that the notice was handed over just now and signed for. */
export async function recordService(who, id, { receiver, day }) {
  await who.page.goto(`/console/households/${id}/pledge/served`);
  await who.look('desk-service');
  await choose(who, '送达方式', '直接交给本人');
  await writeDay(who, '哪一天送达', day);
  const [hour, minute] = clockNow();
  await write(who, /几点/, hour);
  await write(who, /几分/, minute);
  await write(who, '谁收的（姓名）', receiver);
  await choose(who, '怎样签收', '签名');
  await choose(who, '用什么话', '普通话');
  await press(who, '登记送达');
}

/** Makes a new code to sign in with, for the household or for a proxy, and gives its digits. */
export async function issueAccessCode(who, id, proxy) {
  await who.page.goto(`/console/households/${id}/access-code${proxy ? `?proxy=${proxy}` : ''}`);
  await who.look('desk-access-code');
  await press(who, '换发登录码');
  await who.look('desk-access-code-shown');
  const found = /\d{4} \d{4} \d{4}/.exec(await text(who));
  if (!found) throw new Error(`no code on the page:\n${await text(who)}`);
  return found[0];
}

/** Makes a signing code for a member, and gives its digits as they are read out. */
export async function issueSigningCode(who, id, member = /./) {
  await who.page.goto(`/console/households/${id}/pledge/code`);
  await who.look('desk-signing-code');
  await choose(who, '给谁签名用', member);
  await press(who, '生成签名确认码');
  await who.look('desk-signing-code-shown');
  const found = /\d{3}\s?\d{3}/.exec(await text(who));
  if (!found) throw new Error(`no code on the page:\n${await text(who)}`);
  return found[0].replace(/\s/, '');
}

/** Registers a proxy for the household's head, and gives the proxy's own code. */
export async function registerProxy(who, id, { member = /./, name, relation, tail, scope, until }) {
  await who.page.goto(`/console/households/${id}/proxies`);
  await who.look('desk-proxies');
  await follow(who, '登记代办人');
  await who.look('desk-proxy');
  await choose(who, '代谁办理', member);
  await write(who, '代办人姓名', name);
  await write(who, '与本人的关系', relation);
  await write(who, '代办人身份证号码的最后 4 位', tail);
  await write(who, '授权书编号或存放位置', '授权书 2026-1');
  for (const one of scope) await choose(who, '可以代办什么', one);
  await writeDay(who, '有效期到', until);
  await press(who, '登记');
  if (!(await who.page.getByRole('heading', { name: /登录码/ }).count())) {
    await who.look('desk-proxy-registered');
    await follow(who, '生成登录码');
  }
  await who.look('desk-access-code');
  await press(who, '换发登录码');
  await who.look('desk-access-code-shown');
  return /\d{4} \d{4} \d{4}/.exec(await text(who))[0];
}

/** Ends the registration of the household's proxy. */
export async function endProxy(who, id, reason) {
  await who.page.goto(`/console/households/${id}/proxies`);
  await who.look('desk-proxies-standing');
  await follow(who, '结束登记');
  await who.look('desk-proxy-end');
  await write(who, '理由', reason);
  await press(who, '结束登记');
  await read(who, /代办人登记已结束/);
  await who.look('desk-proxy-ended');
}

/** Issues the notice to everybody in a village who has not got the text in force, and reads how far it has come. */
export async function issueVillage(who, village) {
  await who.page.goto(`/console/pledges?village=${village}`);
  await who.look('desk-pledges');
  await follow(who, '整村制发告知书');
  await who.look('desk-pledges-issue');
  await choose(who, '用什么方式告知', '当面');
  await choose(who, '用什么话', '普通话');
  await press(who, '开始制发');
  await read(who, '回到本村名单'); // until then the page loads itself anew, under whoever looks at it
  await who.look('desk-pledges-run');
  return text(who);
}

/** Opens the household's page of notice and pledge and gives what it says. */
export async function openPledge(who, id) {
  await who.page.goto(`/console/households/${id}/pledge`);
  await who.look('desk-pledge');
  return text(who);
}

/** Prints the texts to be signed on paper, and gives the addresses of their PDFs. */
export async function printForms(who, id) {
  await who.page.goto(`/console/households/${id}/pledge/forms`);
  await who.look('desk-forms');
  await press(who, '制作承诺书和授权书');
  await who.look('desk-forms-made');
  const links = await who.page.getByRole('main').getByRole('link', { name: /^打印/ }).all();
  return Promise.all(links.map((link) => link.getAttribute('href')));
}

/** Records a paper that somebody who cannot read has signed with a thumbprint, and gives its address. */
export async function recordPaper(who, id, { name, signedOn, witness, reader, scan }) {
  await who.page.goto(`/console/households/${id}/pledge/paper`);
  await who.look('desk-paper');
  for (const one of await who.page.getByRole('group', { name: '纸上有哪些文本' }).getByRole('checkbox').all()) await one.check();
  await writeDay(who, '纸上的签名日期', signedOn);
  await who.page.getByRole('group', { name: '谁签的' }).getByRole('radio').first().check();
  await write(who, '签名人姓名（与纸上一致）', name);
  await choose(who, '以什么身份签的', '本人签名');
  await who.page.getByRole('group', { name: '这份签名代表谁' }).getByRole('checkbox').first().check();
  await choose(who, '怎样签的', '按手印');
  await choose(who, '签名人能自己阅读吗', /不能自己阅读/);
  await write(who, '谁念的', reader);
  await write(who, '见证人', witness);
  await who.page.getByLabel('纸质件扫描件').setInputFiles(scan);
  await press(who, '录入纸质件');
  await read(who, /请另一名工作人员对照扫描件复核/);
  await who.look('desk-paper-recorded');
  return who.page.getByRole('link', { name: /签的纸质件$/ }).first().getAttribute('href');
}

/** Compares a recorded paper with its scan and says that they agree. */
export async function checkPaper(who, path) {
  await who.page.goto(path);
  await who.look('desk-paper-check');
  await choose(who, '录入内容与扫描件一致吗', '一致，签名有效');
  await press(who, '提交复核');
  await read(who, '已记录复核结果。');
  await who.look('desk-paper-checked');
}

/** Opens the list of wishes to leave and the page of one household's call; gives what the page says. */
export async function openCall(who, number) {
  await who.page.goto('/console/exits');
  await who.look('desk-exits');
  const row = who.page.getByRole('row', { name: new RegExp(number) });
  const link = row.getByRole('link', { name: '去回访' });
  if ((await link.count()) === 0) return text(who);
  await link.click();
  await read(who, '回访退出申请');
  await who.look('desk-exit-call');
  return text(who);
}

/** Records what was said in the call. */
export async function recordCall(who, result, words) {
  await choose(who, '回访结果', result);
  await write(who, '对方说了什么', words);
  await press(who, '记录回访');
  await who.look('desk-exit-called');
}
