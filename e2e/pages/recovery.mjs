// Recovery: what the desk and the person do with money that was paid too much.
import { follow, press, read, text, write, choose, writeDay } from './act.mjs';
import { stepUp } from './desk.mjs';

const files = '/console/recovery/files';

/** Uploads a table of orders or receipts and reads what was found in it. */
export async function bringRecovery(who, kind, name, buffer) {
  await who.page.goto(files);
  await who.look('recovery-import');
  await choose(who, '是什么表', kind);
  await who.page.getByLabel('填好的表').setInputFiles({ name, mimeType: 'text/csv', buffer });
  await press(who, '上传并预览');
  await read(who, '检查结果');
}

/** Opens a household's recoveries by its file. */
export async function openRecovery(who, household, look) {
  await who.page.goto(`/console/households/${household}/recovery`);
  await read(who, '只退查明多领的部分');
  await who.look(look);
  return text(who);
}

/** Does one act on the household's only order; fill writes the form. */
export async function actOnRecovery(who, officer, act, fill, done, look) {
  await follow(who, act);
  await stepUp(who, officer);
  await who.look(look);
  await fill(who);
  await press(who, act);
  await read(who, done);
  await who.look(`${look}-done`);
}

/** Books a payment of today. */
export function payment(amount, voucher) {
  return async (who) => {
    await write(who, '金额', amount);
    await choose(who, '怎么缴的', '银行转账');
    await write(who, '凭证号', voucher);
  };
}

/** The person reads what is to be given back. */
export async function myRecovery(who, look) {
  await who.page.goto('/r/file');
  await who.look(`my-file-${look}`);
  await follow(who, '我要退的钱');
  await who.look(`my-recovery-${look}`);
  return text(who);
}

/** The person asks for instalments. */
export async function askInstalments(who, months, first, why) {
  await follow(who, '申请分期或者缓缴');
  await who.look('my-recovery-ask');
  await press(who, '提交申请');
  await who.look('my-recovery-ask-refused');
  await choose(who, '需要什么', '分期缴');
  await write(who, '分几个月', months);
  await writeDay(who, '第一次哪天缴', first);
  await write(who, '为什么现在缴不了', why);
  await press(who, '提交申请');
  await read(who, '申请已经提交');
  await who.look('my-recovery-asked');
}
