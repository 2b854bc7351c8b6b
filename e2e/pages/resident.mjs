// What the journeys know of the residents' pages.
import { choose, follow, press, read, text, write, writeDay } from './act.mjs';

export const residentSignIn = '/r/sign-in';
export const home = '/r';

/** Signs in with the code of the notice and the last four of the identity number. */
export async function signInResident(who, { code, tail }) {
  await who.page.goto(residentSignIn);
  await who.look('resident-sign-in');
  await typeCode(who, { code, tail });
  await read(who, /您好/);
  await who.look('resident-home');
}

/** Types code and digits and sends them, whatever the answer. */
export async function typeCode(who, { code, tail }) {
  await write(who, '登录单上的登录码', code);
  await write(who, /身份证号码的最后 4 位/, tail);
  await press(who, '登录');
}

/** Reads the notice and says so. */
export async function readNotice(who) {
  await who.page.goto(home);
  await follow(who, '看告知书');
  await read(who, '社会救助诚信告知书');
  await who.look('resident-notice');
  await press(who, '我已阅读，继续');
}

// The second answer of every question of the edition is the right one.
const rightAnswer = 1;

/** Answers the questions about the notice; the first one wrong at first, so that the explanation is seen. */
export async function answerQuestions(who, { wrongFirst = false } = {}) {
  let taught = !wrongFirst;
  for (;;) {
    if (await who.page.getByRole('heading', { name: '您已弄清楚主要内容' }).count()) break;
    await who.page.getByRole('radio').nth(taught ? rightAnswer : 0).check();
    await press(who, '下一步');
    if (!taught) {
      await read(who, /这道题请再看看说明/);
      taught = true;
    }
    await who.look('resident-question');
  }
  await who.look('resident-understood');
}

/** Reads pledge and authorisation and signs both: with the typed name, or by hand where a pen is given. */
export async function signPledge(who, { name, signing, pen = false, wrongCode }) {
  await who.page.goto('/r/pledge');
  await read(who, '最低生活保障对象诚信承诺书');
  await who.look('resident-pledge');
  await follow(who, '看完了，去看授权书');
  await who.look('resident-authorisation');
  await follow(who, '看完了，去签名');
  await who.look('resident-sign');
  const sign = async (code) => {
    await who.page.getByLabel('我已阅读承诺书，作出承诺').check();
    await who.page.getByLabel('我已阅读授权核对书，同意授权').check();
    if (pen) await draw(who);
    else await write(who, '输入您的姓名', name);
    await write(who, '签名确认码', code);
    await press(who, '签名并提交');
  };
  if (wrongCode) {
    await sign(wrongCode);
    await read(who, /签名确认码不对，请再核对一次/);
    await who.look('resident-sign-refused');
  }
  await sign(signing);
  await read(who, '签好了');
  await who.look('resident-signed');
}

/** Writes two strokes into the signature's frame. */
async function draw({ page }) {
  const pad = page.getByRole('img', { name: /请在框里签上您的姓名/ });
  await pad.scrollIntoViewIfNeeded();
  const { x, y, width, height } = await pad.boundingBox();
  for (const [from, to] of [[0.2, 0.4], [0.5, 0.8]]) {
    await page.mouse.move(x + width * from, y + height * 0.3);
    await page.mouse.down();
    for (let i = 1; i <= 6; i++) await page.mouse.move(x + width * (from + ((to - from) * i) / 6), y + height * (0.3 + 0.07 * i));
    await page.mouse.up();
  }
}

/** Says who lives together: everybody on the list, and nobody else. */
export async function sayWhoLivesHere(who) {
  await who.page.goto('/r/declare/members');
  await who.look('resident-members');
  for (const everybody of await who.page.getByRole('radio', { name: '是', exact: true }).all()) await everybody.check();
  await who.page.getByRole('radio', { name: '没有', exact: true }).check();
  await press(who, '保存并继续');
}

/**
 * Answers the declaration question by question until the page on which the answers are checked. Answers are by the item's
 * code; what is not named is answered with no.
 */
export async function answerDeclaration(who, answers = {}, { until } = {}) {
  const asked = [];
  for (;;) {
    const found = /\/r\/declare\/question\/([A-Z]\w+)/.exec(who.page.url());
    if (!found) return asked;
    const item = found[1];
    if (item === until) return asked;
    asked.push(item);
    await answerOne(who, answers[item]);
    await who.look(`resident-declare-${answers[item] ? 'answered' : 'question'}`);
    await press(who, '保存并继续');
  }
}

async function answerOne(who, answer) {
  const { page } = who;
  if (answer === undefined) return page.getByRole('radio', { name: /^(没有|不是)$/ }).check();
  if (answer === 'dont_know') return page.getByRole('radio', { name: '我不知道' }).check();
  if (answer === 'needs_help') return page.getByRole('radio', { name: '请人帮我' }).check();
  await page.getByRole('radio', { name: /^(有|是)$/ }).check();
  if (answer.amount !== undefined) await page.getByLabel(/^(有多少钱|有几|一共多大)/).first().fill(answer.amount);
  if (answer.per) await page.getByRole('radio', { name: answer.per, exact: true }).check();
}

/** Opens the page on which the answers are checked, and gives what it says. */
export async function checkAnswers(who) {
  await who.page.goto('/r/declare/check');
  await read(who, '核对您填的内容');
  await who.look('resident-check');
  return text(who);
}

/** Hands the declaration in and gives the receipt's number. */
export async function submitDeclaration(who) {
  await who.page.getByLabel('我看过了，就我知道的，填的都是真实的').check();
  await press(who, '提交申报');
  await read(who, '申报已经提交');
  await who.look('resident-receipt');
  return receiptNumber(who);
}

/** The number on a receipt's page. */
export async function receiptNumber(who) {
  const found = /\S+〔\d{4}〕\d+号/.exec(await text(who));
  if (!found) throw new Error(`no number on ${who.page.url()}:\n${await text(who)}`);
  return found[0];
}

/** Tells a change of circumstances. */
export async function reportChange(who, { kind, happened, words }) {
  await who.page.goto('/r/change');
  await who.look('resident-change');
  await choose(who, '什么变了？', kind);
  await writeDay(who, /哪一天变的/, happened);
  await write(who, '说说是怎么回事', words);
  await press(who, '提交');
  await read(who, '变化已经登记');
  await who.look('resident-change-done');
  return text(who);
}

/** Says why a declaration is given again: it was wrong, or things have changed since a day. */
export async function beginAgain(who, { wrong = false, since }) {
  await who.page.goto('/r/correct');
  await who.look('resident-correct');
  await choose(who, '为什么要改', wrong ? '上次填错了' : '上次没错，后来情况变了');
  if (since) await writeDay(who, '从哪一天开始变的？', since);
  await press(who, '继续');
}

/** Asks to leave the assistance. */
export async function askExit(who, words) {
  await who.page.goto('/r/exit');
  await who.look('resident-exit');
  await write(who, '为什么想退出？', words);
  await who.page.getByLabel('是我们自己愿意退出，上面的话我看清楚了').check();
  await press(who, '提交退出申请');
  await read(who, /等待|回访|联系您/);
  await who.look('resident-exit-asked');
}

/** Takes the wish to leave back. */
export async function revokeExit(who) {
  await who.page.goto('/r/exit');
  await follow(who, '撤回退出申请');
  await who.look('resident-exit-revoke');
  await press(who, '撤回退出申请');
  await read(who, /已撤回/);
  await who.look('resident-exit-revoked');
}

/** Changes one answer from the page on which the answers are checked. */
export async function changeAnswer(who, item, answer) {
  await who.page.goto(`/r/declare/question/${item}?from=check`);
  await answerOne(who, answer);
  await who.look('resident-declare-changed');
  await press(who, '保存并继续');
}

/** Withdraws one's own pledge or authorisation, knowing what follows. */
export async function withdrawPledge(who, which, reason) {
  await who.page.goto('/r/pledge/signed');
  await who.look('resident-signed');
  await follow(who, '撤回承诺或授权');
  await who.look('resident-withdraw');
  await choose(who, '要撤回哪一份', which);
  await write(who, '为什么撤回', reason);
  await press(who, '撤回');
  await read(who, /请勾选，表示您知道撤回的后果/);
  await who.look('resident-withdraw-unsure');
  await who.page.getByLabel('我知道撤回的后果').check();
  await press(who, '撤回');
  await read(who, /已撤回/);
  await who.look('resident-withdrawn');
}
