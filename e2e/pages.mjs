// What the journeys know of the pages: every path, label and selector stands here, so that a changed page changes one file.

export const paths = {
  start: '/',
  residentSignIn: '/sign-in',
  officerSignIn: '/desk/sign-in',
};

export const labels = {
  largeType: /大字/,
  residentCode: /一次性.*码|告知书.*码/,
  lastDigits: /身份证.*后/,
  officerName: /用户名|账号/,
  officerPassword: /密码/,
  secondFactor: /动态码|验证码/,
  signIn: /登录/,
};

/** Switches the large type on, by the control that stands on every page. */
export async function switchLargeType(page) {
  await page.goto(paths.start);
  await page.getByRole('button', { name: labels.largeType }).or(page.getByRole('link', { name: labels.largeType })).first().click();
}

/** A resident signs in with the code printed on the notice and the last digits of the identity number. */
export async function signInResident({ page }, { code, lastDigits }) {
  await page.goto(paths.residentSignIn);
  await page.getByLabel(labels.residentCode).fill(code);
  await page.getByLabel(labels.lastDigits).fill(lastDigits);
  await page.getByRole('button', { name: labels.signIn }).click();
}

/** An officer signs in with name, password and, where asked, the second factor. */
export async function signInOfficer({ page }, { name, password, secondFactor }) {
  await page.goto(paths.officerSignIn);
  await page.getByLabel(labels.officerName).fill(name);
  await page.getByLabel(labels.officerPassword).fill(password);
  await page.getByRole('button', { name: labels.signIn }).click();
  if (secondFactor === undefined) return;
  await page.getByLabel(labels.secondFactor).fill(secondFactor());
  await page.getByRole('button', { name: labels.signIn }).click();
}
