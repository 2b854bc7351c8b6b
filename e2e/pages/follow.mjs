// Following links: every kind of link that a page offers, as somebody would who wants to see everything.
import { first } from '../harness/ledger.mjs';
import { routeOf } from '../harness/routes.mjs';
import { ask, press } from './act.mjs';

const each = 3; // households, officers and entries differ: so many of a kind are opened

/** Leaves the house by the button that stands on every page. */
export async function signOut(who) {
  await press(who, '退出');
  await who.look('signed-out');
}

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

/** Follows every kind of link that is offered from these pages on, some of each kind. None may lead to a closed door. */
export async function followAll(who, starts) {
  const queue = starts.map((start) => new URL(start, who.options.baseURL));
  const asked = new Set();
  const kinds = new Map();
  while (queue.length > 0) {
    const url = queue.shift();
    const kind = kindOf(url);
    const times = (kinds.get(kind) ?? 0) + 1;
    if (times > each || asked.has(url.pathname + url.search)) continue;
    kinds.set(kind, times);
    asked.add(url.pathname + url.search);
    if (!routeOf(url.pathname)) throw new Error(`${url.pathname} is offered and no address of the product`);
    const answer = await ask(who, url.href);
    if (answer.status >= 400) throw new Error(`${url.pathname}${url.search} is offered and answers ${answer.status}`);
    if (answer.status === 200 && !answer.type.startsWith('text/html')) continue;
    const html = answer.body.toString();
    queue.push(...offered(html, url));
    if (answer.status === 200 && !first('shape', `${kind}\n${shapeOf(html)}`)) continue; // somebody else was shown the same page
    await who.page.goto(url.href);
    await who.look(`every${routeOf(new URL(who.page.url()).pathname).replace(/[/{}$]+/g, '-')}`);
    if (answer.status !== 200) queue.push(...offered(await who.page.content(), new URL(who.page.url())));
  }
}
