// The first day: an empty folder, one link, three administrators, and an officer who is let in by two of them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { openBrowser, person } from '../harness/person.mjs';
import { startServer } from '../harness/server.mjs';
import { SecondFactor } from '../harness/town.mjs';
import * as pages from '../pages.mjs';

let browser;
let server;

before(async () => {
  server = await startServer();
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

const administrators = [
  { role: '系统管理员', name: '赵一', login: 'zhao', password: '西边的梯田一层又一层叠上去' },
  { role: '安全管理员', name: '钱二', login: 'qian', password: '马铃薯开花白茫茫的一大片' },
  { role: '审计管理员', name: '孙三', login: 'sun', password: '葫芦河水绕着山脚慢慢流过' },
];

test('an empty house is opened by three administrators of whom no one can do everything', async () => {
  const link = /https?:\/\/\S+\/staff\/setup\/\S+/.exec(server.output)?.[0];
  assert.ok(link, `the first start prints no link:\n${server.output}`);
  const first = await person(browser, { url: server.url, width: 1366 });
  const links = await pages.nameAdministrators(first, link, administrators);
  assert.equal(links.length, 3);
  await first.page.goto(new URL(link).pathname);
  await pages.read(first, /不能再用/);
  await first.look('setup-used');
  await first.leave();

  const [system, security, audit] = await Promise.all(administrators.map(() => person(browser, { url: server.url, width: 1366 })));
  const accounts = [];
  for (const [i, who] of [system, security, audit].entries()) accounts.push(await pages.acceptInvitation(who, links[i], administrators[i], SecondFactor));
  await server.restart();
  for (const [i, who] of [system, security, audit].entries()) await pages.signInOfficer(who, accounts[i]);

  const invitation = await pages.createOfficer(system, { login: 'lisi', name: '李四', unit: '吉强镇' });
  const officer = await person(browser, { url: server.url, width: 1366 });
  const account = await pages.acceptInvitation(officer, invitation, { login: 'lisi', name: '李四', password: '来一碗热腾腾的洋芋擦擦吧' }, SecondFactor);
  await pages.signInOfficer(officer, account);
  await pages.read(officer, /您的角色不查看家庭档案/);
  assert.equal((await pages.ask(officer, '/console/households')).status, 403, 'an account without a role sees no files');

  await system.page.goto('/console/officers');
  await system.look('officers');
  await system.page.getByRole('row', { name: /李四/ }).getByRole('link').first().click();
  await pages.read(system, '李四');
  await system.look('officer');
  assert.equal(await system.page.getByRole('link', { name: '授予角色' }).count(), 0, 'who makes accounts grants no roles');
  await pages.grantRole(security, { name: '李四', role: '乡镇经办人', place: '吉强镇' });

  await officer.page.goto('/console');
  await pages.read(officer, '我的辖区');
  await officer.look('desk-of-officer');
  await officer.page.goto('/console/account');
  await officer.look('account');
  await pages.follow(officer, /阅读并签署/);
  await officer.look('staff-pledge');
  await officer.page.getByLabel('我已阅读并承诺遵守以上内容').check();
  await pages.press(officer, '签署');
  await pages.read(officer, /承诺书已签署/);
  for (const who of [system, security, audit, officer]) await who.leave();
});
