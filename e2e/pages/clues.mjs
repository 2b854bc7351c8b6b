// What the journeys know of the officers' pages about clues.
import { choose, follow, press, read, write } from './act.mjs';

/** Opens the list of clues that wait. */
export async function openClues(who) {
  await who.page.goto('/console/clues');
  await who.look('clues');
}

/** Reports what an officer has seen at a household. */
export async function reportClue(who, id, words) {
  await who.page.goto(`/console/households/${id}/clues/new`);
  await who.look('clue-report');
  await write(who, '发现了什么', words);
  await press(who, '报告发现的情况');
  await read(who, /已保存为线索/);
  await who.look('clue-reported');
}

/** Opens the newest clue of a household that still waits, to deal with it. */
async function handle(who, id, words) {
  await who.page.goto(`/console/households/${id}/clues`);
  await who.look('clues-of-household');
  await follow(who, words);
  await who.look('clue-handle');
}

/** Assesses the newest clue. A suspicion needs a word on every innocent explanation. */
export async function assessClue(who, id, cause, reason) {
  await handle(who, id, '研判');
  await choose(who, '最可能的原因', '疑似隐瞒');
  await write(who, '理由', reason);
  await press(who, '保存研判');
  await who.look('clue-suspicion-refused');
  await read(who, /至少 5 个字/);
  await choose(who, '最可能的原因', cause);
  await press(who, '保存研判');
  await read(who, /研判已保存/);
  await who.look('clue-assessed');
}

/** Closes the newest clue with what was done. */
export async function closeClue(who, id, followUp, reason) {
  await handle(who, id, '继续办理');
  await write(who, '理由', reason);
  await choose(who, '结束时做了什么', followUp);
  await press(who, '结束这条线索');
  await read(who, /线索已结束/);
  await who.look('clue-closed');
}

/** Records that somebody put in a word for a household. */
export async function recordInterference(who, id, { name, post, said }) {
  await who.page.goto(`/console/households/${id}/clues/interference`);
  await who.look('clue-interference');
  await write(who, '谁说的', name);
  await write(who, '单位和职务', post);
  await write(who, '说了什么', said);
  await press(who, '保存记录');
  await read(who, /已记录/);
  await who.look('clue-interference-kept');
}
