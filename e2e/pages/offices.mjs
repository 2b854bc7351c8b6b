// What the journeys know of the pages about officers: first start, invitations, roles, sessions.
import { choose, follow, pick, press, read, text, write } from './act.mjs';

/** Opens a one-time link, sets the password and binds the authenticator app; gives the officer, ready to sign in. */
export async function acceptInvitation(who, link, { login, name, password }, SecondFactor) {
  await who.page.goto(new URL(link).pathname);
  await who.look('invitation');
  await who.page.getByText('不能扫码').click();
  const secret = /[A-Z2-7]{32}/.exec(await text(who));
  if (!secret) throw new Error(`no key on the invitation:\n${await text(who)}`);
  const factor = new SecondFactor(secret[0]);
  await write(who, '设定密码', password);
  await write(who, '再输入一次密码', password);
  await write(who, /6 位数字/, await factor.next());
  await press(who, '开通账号');
  await read(who, '请保存备用码');
  await who.look('recovery-codes');
  return { login, name, password, factor };
}

/** Names the three administrators over the first start's link, and gives their one-time links in order. */
export async function nameAdministrators(who, link, administrators) {
  await who.page.goto(new URL(link).pathname);
  await who.look('setup');
  for (const [i, one] of administrators.entries()) {
    const block = who.page.getByRole('group', { name: one.role });
    await block.getByLabel('真实姓名').fill(one.name);
    await block.getByLabel('登录名').fill(one.login);
    await block.getByLabel('手机号').fill(`1990000000${i}`);
  }
  await press(who, '指定三名管理员');
  await read(who, '三名管理员已指定');
  await who.look('setup-done');
  return links(await text(who));
}

/** Makes an account and gives its one-time link. */
export async function createOfficer(who, { login, name, unit }) {
  await who.page.goto('/console/officers');
  await who.look('officers');
  await follow(who, '新建账号');
  await who.look('officer-new');
  await write(who, '登录名', login);
  await write(who, '真实姓名', name);
  await pick(who, '单位所在地', unit);
  await press(who, '新建账号并生成开通链接');
  await read(who, /72 小时内有效/);
  await who.look('officer-link');
  return links(await text(who))[0];
}

/** Grants a role over a place. */
export async function grantRole(who, { name, role, place }) {
  await openOfficer(who, name);
  await follow(who, '授予角色');
  await who.look('grant');
  await pick(who, '区域', place);
  await choose(who, '角色', role);
  await press(who, '授予');
  await read(who, /角色已授予/);
  await who.look('granted');
}

/** Opens an officer's page from the list. */
export async function openOfficer(who, name) {
  await who.page.goto('/console/officers');
  await who.look('officers');
  await who.page.getByRole('row', { name: new RegExp(name) }).getByRole('link').first().click();
  await who.page.getByRole('heading', { name, level: 1 }).waitFor();
  await who.look('officer');
}

/** Ends every session of an officer. */
export async function endSessions(who, name) {
  await openOfficer(who, name);
  await follow(who, '结束全部登录');
  await who.look('end-sessions');
  await press(who, '结束全部登录');
  await read(who, /已结束 \d+ 次登录/);
  await who.look('sessions-ended');
}

function links(said) {
  return said.match(/https?:\/\/\S+\/staff\/invitation\/\S+/g) ?? [];
}

/** Makes a new one-time link for an account that nobody holds yet; the old one is closed. */
export async function inviteAgain(who, name) {
  await openOfficer(who, name);
  await follow(who, '生成新的开通链接');
  await who.look('officer-invite');
  await press(who, '生成新的开通链接');
  await read(who, /72 小时内有效/);
  await who.look('officer-link');
  return links(await text(who))[0];
}

/** Takes a year's notice of holidays in. */
export async function importYear(who, year, source, lines) {
  await who.page.goto(`/console/calendar?year=${year}`);
  await who.look('calendar');
  await follow(who, '导入一年的放假安排');
  await who.look('calendar-import');
  await write(who, '通知的文号', source);
  await write(who, '放假安排', lines.slice(1).join('\n'));
  await press(who, '导入一年的放假安排');
  await who.look('calendar-import-refused');
  await read(who, new RegExp(`${year}年1月1日`)); // a notice without New Year's Day is not whole
  await write(who, '放假安排', lines.join('\n'));
  await press(who, '导入一年的放假安排');
  await read(who, /已导入/);
  await who.look('calendar-imported');
}
