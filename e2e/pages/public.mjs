// What the journeys know of the pages that are open to everybody, and of what stands on every paper.

/** The code beside the QR picture of a paper: four groups of four. */
export function publicCode(words) {
  const found = /[0-9A-Z]{4}[ -][0-9A-Z]{4}[ -][0-9A-Z]{4}[ -][0-9A-Z]{4}/.exec(words) ?? /\/d\/([0-9A-Za-z]{16})/.exec(words) ?? /\b[0-9A-Z]{16}\b/.exec(words);
  if (!found) throw new Error(`no code on the paper:\n${words}`);
  return (found[1] ?? found[0]).replace(/[ -]/g, '');
}

/** What the demonstration's page says of one officer: login name, password, and the digits of this moment. */
export async function demoSignIn(row) {
  const words = await row.innerText();
  const found = /([a-z]{4,})[\s\S]*密码 (\S+)，动态口令 (\d{6})/.exec(words);
  if (!found) throw new Error(`no account in: ${words}`);
  return found.slice(1);
}
