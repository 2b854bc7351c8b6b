// Everybody follows every link that is offered to them: none leads to a closed door, each page is looked at on a phone and
// on an office computer, and each file comes.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { first } from '../harness/ledger.mjs';
import { openBrowser, person } from '../harness/person.mjs';
import { routeOf } from '../harness/routes.mjs';
import { openTown } from '../harness/town.mjs';
import * as pages from '../pages.mjs';

let browser;
let town;

before(async () => {
  town = await openTown();
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await town?.server.stop();
});

/** A link by its kind: the route, and the short words of its query that choose a part of the page. */
function kindOf(url) {
  const parts = [...url.searchParams].map(([name, value]) => (/^[a-z_]{1,16}$/.test(value) ? `${name}=${value}` : name));
  return `${routeOf(url.pathname)} ${parts.sort().join('&')}`;
}

/** What a page offers to open, of this server only. */
function offered(html, base) {
  const links = [...html.matchAll(/<a\s[^>]*?href="([^"]*)"/g)].map((found) => new URL(found[1].replaceAll('&amp;', '&'), base));
  return links.filter((url) => url.origin === base.origin);
}

/** Which elements a page is made of, whatever their words and number. */
function shapeOf(html) {
  const tags = html.match(/<[a-z][^>]*>/g).map((tag) => tag.replace(/ (?!class|role|type|aria-)[a-z-]+(="[^"]*")?/g, '').replace(/ (aria-(?!current)[a-z]+)="[^"]*"/g, ' $1'));
  return [...new Set(tags)].sort().join('\n');
}

/** Follows every kind of link from these pages on, and gives the kinds. */
async function followAll(who, name, starts, known = new Set()) {
  const queue = starts.map((start) => new URL(start, town.server.url));
  while (queue.length > 0) {
    const url = queue.shift();
    const kind = kindOf(url);
    if (known.has(kind)) continue;
    known.add(kind);
    assert.ok(routeOf(url.pathname), `${name}: ${url.pathname} is no address of the product`);
    const answer = await pages.ask(who, url.href);
    assert.ok(answer.status < 400, `${name} is offered ${url.pathname}${url.search} and gets ${answer.status}`);
    if (answer.status === 200 && !answer.type.startsWith('text/html')) continue;
    const html = answer.body.toString();
    queue.push(...offered(html, url));
    if (answer.status === 200 && !first('shape', `${kind}\n${shapeOf(html)}`)) continue; // somebody else was shown the same page
    await who.page.goto(url.href);
    await who.look(`every${routeOf(new URL(who.page.url()).pathname).replace(/[/{}$]+/g, '-')}`);
    if (answer.status !== 200) queue.push(...offered(await who.page.content(), new URL(who.page.url())));
  }
  return known;
}

test('anybody', async () => {
  const anybody = await person(browser, { url: town.server.url });
  await followAll(anybody, 'anybody', ['/', '/staff/sign-in', '/r/sign-in', '/healthz', '/log/checkpoint']);
  await anybody.leave();
});

for (const which of ['fresh', 'declared']) {
  test(`a resident whose household has ${which === 'fresh' ? 'just been told' : 'declared'}`, async () => {
    const resident = await person(browser, { url: town.server.url });
    await pages.signInResident(resident, town.residents[which]);
    await followAll(resident, which, ['/r']);
    await resident.leave();
  });
}

for (const login of ['cunji', 'jingban', 'shenhe', 'xianban', 'queren', 'shenji', 'xitong', 'anquan', 'rizhi']) {
  test(`the officer ${login}`, async () => {
    const officer = town.officers[login];
    const who = await person(browser, { url: town.server.url, width: 1366 });
    await pages.signInOfficer(who, officer);
    const menu = await who.page.getByRole('navigation', { name: '主菜单' }).getByRole('link').count();
    assert.ok(menu >= 2, `${officer.role} has an empty menu`);
    const known = await followAll(who, officer.role, ['/console']);
    const household = await pages.openSomeHousehold(who);
    if (household) await followAll(who, officer.role, [household], known);
    await who.leave();
  });
}
