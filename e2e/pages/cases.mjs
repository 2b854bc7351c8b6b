// What is done with a case, page by page.
import { choose, follow, press, read, text, write } from './act.mjs';

/** Opens the list of cases. */
export async function openCases(who) {
  await who.page.goto('/console/cases');
  await who.look('cases');
}

/** Reports what was seen, suspects concealment with a word on every innocent explanation, and opens a case about the first adult. */
export async function openCase(who, id) {
  await who.page.goto(`/console/households/${id}/cases/new`);
  await read(who, /没有可以立案的线索/);
  await who.look('case-no-clue');
  await who.page.goto(`/console/households/${id}/clues/new`);
  await who.look('case-clue-report');
  await write(who, '发现了什么', '邻居说他家卖了一批牛，没有申报过');
  await press(who, '报告发现的情况');
  await who.look('case-clue-reported');
  await follow(who, '研判');
  await who.look('case-clue-handle');
  await choose(who, '最可能的原因', '疑似隐瞒');
  await write(who, '理由', '销售单据和入户看到的一致，本人说不知道要报');
  await who.page.getByText('逐项排除其他解释', { exact: false }).first().click();
  for (const box of await who.page.locator('input[name^="ruled-"]').all()) await box.fill('已经问过本人和来源，不是这种情况');
  await press(who, '保存研判');
  await read(who, /研判已保存/);
  await who.look('case-clue-suspected');
  await who.page.goto(`/console/households/${id}/cases/new`);
  await who.page.getByRole('checkbox').first().check();
  await who.page.getByRole('radio').first().check();
  await day(who, 'conduct_on', 10);
  await who.look('case-open');
  await press(who, '立案');
  await read(who, /已立案/);
  await who.look('case-gathering');
  return new URL(who.page.url()).pathname;
}

/** Writes a day so many days ago. */
async function day(who, name, ago) {
  const on = new Date(Date.now() - ago * 86_400_000 + 8 * 3_600_000);
  await who.page.locator(`#${name}`).fill(String(on.getUTCFullYear()));
  await who.page.locator(`#${name}-month`).fill(String(on.getUTCMonth() + 1));
  await who.page.locator(`#${name}-day`).fill(String(on.getUTCDate()));
}

/** Issues the notice of an intended finding: looks first at what the scheme makes of it. */
export async function issueCaseNotice(who, at) {
  await who.page.goto(`${at}/finding/notice_issued`);
  await who.look('case-notice');
  await press(who, '发拟认定告知书');
  await read(who, /请选行为/);
  await who.look('case-notice-refused');
  for (const [group, answer] of [['身份', '在保对象'], ['行为', '谎报瞒报'], ['原因', '故意']]) await choose(who, group, answer);
  await who.page.locator('#intent').fill('问话时本人承认知道要报，怕影响救助');
  for (const fact of ['已查明是故意', '本人承认', '已作困难核查']) await who.page.getByLabel(fact).first().check();
  for (const [n, source, words] of [[0, '销售单据', '卖牛三头，收入 36000 元'], [1, '入户核查', '圈里原有五头，现在两头']]) {
    await who.page.locator(`#evidence-${n}-kind`).selectOption('paper');
    await who.page.locator(`#evidence-${n}-source`).fill(source);
    await who.page.locator(`#evidence-${n}-on`).fill('2026-06-01');
    await who.page.locator(`#evidence-${n}`).fill(words);
    await who.page.locator(`#evidence-${n}-verified`).check();
    await who.page.locator(`#evidence-${n}-primary`).check();
  }
  await who.page.locator('#investigator-0').selectOption({ index: 1 });
  await who.page.locator('#investigator-1').selectOption({ index: 2 });
  for (const box of await who.page.locator('input[name^="ruled-"]').all()) await box.fill('已经问过本人和来源，不是这种情况');
  await who.page.locator('#reason').fill('卖牛收入没有申报，单据和入户看到的一致');
  await press(who, '先看方案得出什么');
  await who.look('case-notice-preview');
  const preview = await who.page.getByRole('main').innerText();
  await press(who, '发拟认定告知书');
  await who.look('case-notice-issued');
  return preview;
}

/** Records a talk, a correction or a service: what the form asks is written, then sent. */
export async function recordInCase(who, at, kind, fill) {
  await who.page.goto(`${at}/do/${kind}`);
  await who.look(`case-${kind}`);
  await fill(who);
  await who.page.getByRole('main').locator('form button[type=submit]').last().click();
  await read(who, /已记录|已提出|已作出|已退回|不予认定|已终止/);
}

/** A proof of service by one way. */
export function servedBy(way, receiver) {
  return async (who) => {
    await choose(who, '方式', way);
    await write(who, '签收人姓名', receiver);
  };
}

/** A correction that the household has made. */
export async function correctedInCase(who) {
  await write(who, '写明说了什么、要怎么做', '本人补报了卖牛的收入');
}

/** The resident's own page of findings. */
export async function myCases(who, as) {
  await who.page.goto('/r/cases');
  await who.look(`resident-cases-${as}`);
  return who.page.getByRole('main').innerText();
}

/** The resident says what is not right, on the form that a button of the page opens. */
export async function sayInCase(who, button, words, late) {
  await follow(who, button);
  await who.look(`resident-case-form`);
  await write(who, '您的话', words);
  if (late) {
    await press(who, button);
    await read(who, /至少|请/);
    await write(who, /请写明为什么现在才提/, late);
  }
  await press(who, button);
}

/** Opens the newest case of a household. */
export async function openFirstCase(who, id) {
  await who.page.goto(`/console/households/${id}/cases`);
  await who.look('cases-of-household');
  await who.page.getByRole('main').locator('table a').first().click();
  await who.look('case-one');
}

/** Lists the cases that may rest on something that was wrong; gives the words of the page. */
export async function findTouched(who, by, value) {
  await who.page.goto('/console/cases');
  await who.look('cases-list-to-touched');
  await follow(who, '查找受影响的案件');
  await who.look('cases-touched');
  await press(who, '列出案件');
  await read(who, /请选是什么有误/);
  await who.look('cases-touched-refused');
  await who.page.getByLabel(by).check();
  await write(who, '编码或者名称', value);
  await press(who, '列出案件');
  await who.look('cases-touched-found');
  return text(who);
}

/** Takes a decision up again on the page of its case. */
export async function takeUp(who, reason) {
  await who.page.getByRole('link', { name: '依职权复查', exact: true }).click();
  await who.look('case-take-up');
  await who.page.locator('#reason').fill(reason);
  await who.page.getByRole('main').locator('form button[type=submit]').last().click();
  await read(who, /已提起复查/);
  await who.look('case-taken-up');
}

/** Reads what waits for an officer. */
export async function readWork(who) {
  await who.page.goto('/console');
  await who.look('desk-waits');
  await follow(who, '案件、异议和措施');
  await who.look('work');
  return text(who);
}

/** Checks again whether a measure is too hard: every question is answered. */
export async function checkHardship(who, words) {
  await who.page.getByRole('link', { name: '困难核查', exact: true }).first().click();
  await who.look('measure-check');
  for (const no of await who.page.locator('input[type=radio][value=no]').all()) await no.check();
  await who.page.locator('textarea[name=words]').fill(words);
  await who.page.getByRole('main').locator('form button[type=submit]').last().click();
  await read(who, /已记录/);
  await who.look('measure-checked');
}

/** Answers the objection that is open. */
export async function answerObjection(who, outcome, reason) {
  await who.page.getByRole('link', { name: '答复异议' }).last().click();
  await who.look('case-answer');
  await who.page.getByLabel(outcome, { exact: true }).check();
  await who.page.locator('#reason').fill(reason);
  await who.page.getByRole('main').locator('form button[type=submit]').last().click();
  await read(who, /已记录/);
  await who.look('case-answered');
}

/** The resident asks for something that needs no words. */
export async function askInCase(who, button) {
  await follow(who, button);
  await who.look('resident-case-ask');
  await press(who, button);
  await who.look('resident-case-asked');
}
