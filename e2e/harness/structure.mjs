// How a page is built. Pages that are built alike and differ in their words and in their number of rows only are one page
// to axe: it has the same to say of each.

/**
 * Runs in the page itself: every element with those that it stands in, with classes, roles, states, and whether it holds words;
 * then what depends on order and number: headings, landmarks, ids that stand twice.
 */
export function structure() {
  const told = ['class', 'role', 'type', 'hidden', 'disabled', 'open', 'checked', 'lang', 'scope', 'tabindex', 'autocomplete', 'alt', 'title', 'href'];
  const worded = ['alt', 'title', 'href'];
  const refers = ['for', 'aria-labelledby', 'aria-describedby', 'aria-controls', 'aria-owns', 'aria-errormessage'];
  const depth = 5; // how far up an element's surroundings matter
  const paths = new Map();
  const order = [];
  const ids = new Set();
  for (const element of document.querySelectorAll('*')) {
    if (['SCRIPT', 'META', 'LINK', 'PATH'].includes(element.tagName.toUpperCase())) continue;
    const said = [];
    for (const { name, value } of element.attributes) {
      if (refers.includes(name)) said.push(`${name}=${value.split(/\s+/).every((id) => document.getElementById(id))}`);
      else if (worded.includes(name) || name.startsWith('aria-')) said.push(`${name}=${value !== ''}`);
      else if (told.includes(name)) said.push(`${name}=${value}`);
    }
    const words = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== '');
    const scrolls = element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).overflowX !== 'visible';
    const above = (paths.get(element.parentElement) ?? '').split('>').slice(-depth).join('>');
    paths.set(element, `${above}>${element.tagName}${words ? '*' : ''}${scrolls ? '~' : ''}${element.labels?.length ?? ''} ${said.join(' ')}`);
    if (/^(H[1-6]|MAIN|NAV|HEADER|FOOTER|ASIDE)$/.test(element.tagName)) order.push(element.tagName);
    if (element.id !== '') {
      if (ids.has(element.id)) order.push('an id twice');
      ids.add(element.id);
    }
  }
  // A list of so many entries with a heading each is one list: only a new step in the headings counts.
  const steps = new Set(order.map((tag, i) => `${order[i - 1] ?? ''} ${tag}`));
  const count = (tag) => order.filter((one) => one === tag).length;
  return [...new Set(paths.values()), ...steps, `H1 ${count('H1')} MAIN ${count('MAIN')} NAV ${count('NAV')} twice ${count('an id twice')}`].join('\n');
}

/**
 * Runs in the page itself: the rows and entries of long lists that are built exactly as one of the first is. A list of a
 * thousand is as accessible as its first dozen, and asking for all of them takes a minute.
 */
export function alike() {
  const first = 12; // entries of a list that are always asked for
  const shape = (element) => element.outerHTML.replace(/>[^<]+</g, '>x<').replace(/ (?!class|role|type|aria-|lang)[a-z-]+(="[^"]*")?/g, '').replace(/ (aria-[a-z]+)="[^"]+"/g, ' $1');
  return [...document.querySelectorAll('tbody, ul, ol, dl, select')].flatMap((list) => {
    const entries = [...list.children];
    if (entries.length <= first) return [];
    const known = new Set(entries.slice(0, first).map(shape));
    return entries.slice(first).filter((entry) => known.has(shape(entry)));
  });
}
