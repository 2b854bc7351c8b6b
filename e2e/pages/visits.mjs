// What the journeys know of the home visit: the officers' pages at the desk and at a door, and the household's own.
import { choose, follow, pick, press, read, text, write, writeDay } from './act.mjs';

/** Sends two officers to a household of a village, and opens the visit. Gives its address. */
export async function assignVisit(who, { village = '吉强镇大滩村', number, first, second, why = '入户核查' }) {
  await who.page.goto('/console/visits');
  await who.look('visits');
  await follow(who, '安排入户');
  await who.look('visit-plan-place');
  await pick(who, '去哪个村（社区）', village);
  await press(who, '下一步');
  await who.page.goto(`${who.page.url()}&show=all&q=${number}`); // also a household that was visited before
  await who.page.getByLabel('第一个人').selectOption(await option(who, '第一个人', first));
  await who.page.getByLabel('第二个人').selectOption(await option(who, '第二个人', second));
  await who.page.getByRole('radio', { name: why, exact: true }).check();
  await who.page.getByRole('checkbox', { name: new RegExp(number) }).check();
  await who.look('visit-plan');
  await press(who, '安排');
  await read(who, /已安排 1 户/);
  return openVisit(who, number);
}

async function option({ page }, label, name) {
  return page.getByLabel(label).locator('option', { hasText: name }).first().getAttribute('value');
}

/** Opens the latest visit of a household from the list, and gives its address. */
export async function openVisit(who, number) {
  await who.page.goto('/console/visits');
  await who.look('visits-open');
  await follow(who, number);
  await who.look('visit');
  return new URL(who.page.url()).pathname;
}

/** Begins the form and fills it in, part by part: none everywhere, but what is named by the item's label. */
export async function fillVisit(who, path, found = {}) {
  await who.page.goto(path);
  await press(who, '开始填写');
  const parts = await who.page.locator('main a[href*="/part/"]').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  for (const part of parts) {
    await who.page.goto(part);
    if (/申报的：/.test(await text(who))) throw new Error(`${part} shows what was declared before anything was kept`);
    await fillPart(who, found);
    await who.look('visit-part');
    await press(who, '保存');
    await read(who, /申报的：/);
    await who.look('visit-part-kept');
  }
  return parts;
}

async function fillPart({ page }, found) {
  const members = page.url().endsWith('/part/MEMB');
  for (const group of await page.locator('main fieldset').all()) {
    const label = (await group.locator('legend').first().innerText()).trim();
    const states = group.locator('input[name$="-state"]');
    if ((await states.count()) === 0) continue;
    const amount = found[label];
    if (amount !== undefined) {
      await group.locator('input[value="found"]').check();
      await group.locator('input[type="text"]').first().fill(String(amount.amount));
      if (amount.per) await group.getByRole('radio', { name: amount.per }).check();
    } else {
      await group.locator(`input[value="${members && !label.startsWith('没有登记') ? 'found' : 'none'}"]`).check();
    }
  }
}

/** The home and the neighbours. */
export async function lookAround(who, path) {
  await who.page.goto(`${path}/home`);
  await who.page.getByRole('checkbox', { name: '因病' }).check();
  await choose(who, '房屋装修', '简单装修');
  await write(who, '牲畜、家禽', '羊 3 只');
  await who.look('visit-home');
  await press(who, '保存，下一步');
  await who.look('visit-neighbours');
  await who.page.getByLabel('门牌或者位置').first().fill('7组3号');
  await who.page.getByLabel('怎么说的').first().fill('男的在外面打工，过年才回来');
  await press(who, '保存');
}

/** Signs and records. */
export async function recordVisit(who, path, signer) {
  await who.page.goto(`${path}/finish`);
  await who.look('visit-finish');
  await who.page.getByRole('group', { name: '当时在场的家里人' }).getByRole('checkbox').first().check();
  await choose(who, '家庭怎么签', '在屏幕上写');
  await who.page.getByLabel('谁签').selectOption({ index: 1 });
  await draw(who);
  await press(who, '提交');
  await read(who, new RegExp(`等 ${signer} 确认`));
  await who.look('visit-recorded');
}

/** Draws a name with a finger. */
export async function draw({ page }) {
  const canvas = page.locator('canvas').first();
  await canvas.scrollIntoViewIfNeeded();
  const box = await canvas.boundingBox();
  await page.mouse.move(box.x + 20, box.y + 30);
  await page.mouse.down();
  for (let i = 0; i < 12; i += 1) await page.mouse.move(box.x + 20 + i * 12, box.y + 30 + (i % 3) * 20);
  await page.mouse.up();
}

/** The second officer reads and agrees. */
export async function confirmVisit(who, path) {
  await who.page.goto(`${path}/confirm`);
  await who.look('visit-confirm');
  await choose(who, '和您看到的一样吗', '一样，同意');
  await press(who, '提交');
  await read(who, /已确认/);
  await who.look('visit-confirmed');
}

/** Records that nobody was met, or that the family did not wish it, and when somebody comes again. */
export async function tryInVain(who, path, { what, on, words, next, left }) {
  await who.page.goto(path);
  await follow(who, '没有入成户');
  await read(who, /都不等于不配合，只是另约时间/);
  await choose(who, '怎么回事', what);
  await writeDay(who, '哪天去的', on);
  await write(who, '当时的情况', words);
  await write(who, '怎么告诉这家的', left);
  await press(who, '记下');
  await read(who, /没有遇到人，请再约一天/);
  await who.look('visit-attempt-refused');
  await writeDay(who, '再约哪天', next);
  await press(who, '记下');
  await read(who, /已记下/);
  await who.look('visit-attempted');
}

/** Moves a visit to another day and other officers, and opens the new one. Gives its address. */
export async function moveVisit(who, path, { number, on, first, second }) {
  await who.page.goto(path);
  await follow(who, '改日子或者改人');
  await writeDay(who, '哪天去', on);
  await who.page.getByLabel('第一个人').selectOption(await option(who, '第一个人', first));
  await who.page.getByLabel('第二个人').selectOption(await option(who, '第二个人', second));
  await who.look('visit-move');
  await press(who, '改派');
  await read(who, /已改到/);
  await who.look('visit-moved');
  return openVisit(who, number);
}

/** Adds a photo of the home, which the household must agree to, and opens it. Gives its address. */
export async function addPhoto(who, path, { picture, caption }) {
  await who.page.goto(path);
  await follow(who, '照片和签字的表');
  await choose(who, '是什么', '家里的情况');
  await who.page.getByLabel('照片或者扫描件', { exact: true }).setInputFiles(picture);
  await write(who, '说明', caption);
  await press(who, '上传');
  await read(who, /拍家里的照片要家庭同意/);
  await who.look('visit-photo-unasked');
  await who.page.getByLabel('照片或者扫描件', { exact: true }).setInputFiles(picture);
  await who.page.getByLabel('家庭同意拍这张照片').check();
  await press(who, '上传');
  await read(who, /已保存/);
  await who.look('visit-photos');
  return who.page.getByRole('link', { name: caption }).getAttribute('href');
}

/** Draws a sample of all registered households of a place, and gives its address. */
export async function drawSample(who, place) {
  await who.page.goto('/console/visits/samples');
  await who.look('visit-samples');
  await follow(who, '抽一份样本');
  const where = who.page.getByLabel('地方', { exact: true });
  await where.selectOption(await where.locator('option', { hasText: place }).first().getAttribute('value'));
  await choose(who, '从谁里面抽', '登记的全部家庭');
  await choose(who, '抽样方法', '简单随机抽样');
  await write(who, '允许误差（正负）', '20');
  await who.look('visit-sample-new');
  await press(who, '抽样');
  await read(who, /从 \d+ 户里抽了 \d+ 户/);
  await who.look('visit-sample');
  return new URL(who.page.url()).pathname;
}
