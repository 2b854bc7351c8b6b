// What the journeys know of the comparison of the three sources: the desk's list and one household's page, and the household's own.
import { follow, pick, press, read, text } from './act.mjs';

const patience = 60_000; // milliseconds until the rule beside the pages has compared
const pause = 500;

/** Waits until a household's comparison on the desk says these words: the rule compares by itself when a source arrives. */
export async function waitCompared(who, id, words) {
  const path = `/console/households/${id}/comparison`;
  for (const end = Date.now() + patience; ;) {
    await who.page.goto(path);
    const said = await text(who);
    if (words.test(said)) {
      await who.look('comparison');
      return said;
    }
    if (Date.now() > end) throw new Error(`the comparison of ${id} does not say ${words}:\n${said}`);
    await who.page.waitForTimeout(pause);
  }
}

/** How the sources of one differing thing stand beside each other: shape, word, colour and value of each. */
export function sourcesOf({ page }, title) {
  return page.locator('.app-difference').filter({ has: page.getByRole('heading', { name: title }) }).first().locator('.app-source').evaluateAll((all) =>
    all.map((one) => ({
      name: one.querySelector('.app-source__name').innerText,
      value: one.querySelector('.app-source__value').innerText,
      shape: one.querySelector('.app-source__shape')?.innerText ?? '',
      colour: getComputedStyle(one.querySelector('.app-source__mark') ?? one).color,
    })));
}

/** Lists a place's households by what their latest comparison found, and gives the addresses of those shown. */
export async function listCompared(who, place, show) {
  await who.page.goto(`/console/comparison?place=${place}`);
  await pick(who, '只看', show);
  await press(who, '查看');
  await who.look('comparison-list');
  return who.page.getByRole('main').locator('tbody a[href$="/comparison"]').evaluateAll((links) => links.map((link) => new URL(link.href).pathname));
}

/** Lets a whole place be compared, and gives what the list says when the last of its households is through. */
export async function compareRegion(who, place) {
  await who.page.goto(`/console/comparison?place=${place}`);
  await follow(who, '比对一个地方');
  await who.look('comparison-region');
  await press(who, '开始比对');
  await read(who, /户开始比对/);
  await who.look('comparison-region-asked');
  for (const end = Date.now() + patience; ;) {
    const [, done, all] = /已比 (\d+) \/ (\d+) 户/.exec(await text(who)) ?? [];
    if (all && done === all) return { households: Number(all), bars: await who.page.getByRole('progressbar', { name: '进度' }).count() };
    if (Date.now() > end) throw new Error(`the place is not compared:\n${await text(who)}`);
    await who.page.waitForTimeout(pause);
    await who.page.goto(`/console/comparison?place=${place}`);
  }
}

/** The household reads its own comparison. */
export async function readMyComparison(who) {
  await who.page.goto('/r/comparison');
  await who.look('resident-comparison');
  return text(who);
}

/** The household reads what it has declared each time, and opens the newest of them. */
export async function readMyHistory(who) {
  await who.page.goto('/r/file');
  await who.look('resident-file');
  await follow(who, '看我家历次申报和改了什么');
  await who.look('resident-history');
  const said = await text(who);
  await follow(who, /看第 \d+ 次申报的全部内容/);
  await who.look('resident-past-declaration');
  return said;
}
