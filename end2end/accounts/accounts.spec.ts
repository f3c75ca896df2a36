import { type Page } from "@playwright/test";
import { demo, giveCodes, mailTo, newDigits, newNumber, newcomer, register, signIn } from "../support/people";
import { expect, expectAccessible, expectTidy, hasScript, listen, test } from "../support/test";

// 403 is what a person reads whose account cannot be used.
test.use({ expectedStatuses: [403, 409, 422] });

const password = "twelve quiet owls";
const portrait = "../backend/tests/people/portrait.png";

/** Whether the picture is there, and not its alternative text. */
async function expectPicture(page: Page, selector: string) {
  await expect(page.locator(selector).first()).toBeVisible();
  const source = (await page.locator(selector).first().getAttribute("src")) ?? "";
  const picture = await page.request.get(source);
  expect([picture.status(), picture.headers()["content-type"]]).toEqual([200, "image/jpeg"]);
}

async function registerAsStaff(page: Page): Promise<{ family: string; email: string }> {
  const number = newDigits();
  const [family, email, phone] = [`Lindqvist${number}`, `nils.${number}@example.com`, newNumber()];
  await page.goto("/sign-in");
  await page.getByRole("link", { name: "Register as staff" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Register as staff");
  await expectAccessible(page);
  await page.getByLabel("First name").fill("Nils");
  await page.getByLabel("Last name").fill(family);
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Phone number").fill(phone);
  await page.getByLabel("Password").fill(password);
  await page.getByLabel("Specialty").selectOption({ label: "Dermatology" });
  await page.getByLabel("Location").selectOption({ index: 1 });
  await page.getByLabel("Licence number").fill("19A0047");
  await page.getByLabel("Qualifications").fill("BSc Nursing");
  await page.getByLabel("Languages").fill("English, Swedish");
  await page.getByRole("button", { name: "Register" }).click();

  // What is missing is said, and the rest stays.
  await expect(page.getByRole("alert")).toContainText("Choose a profession");
  await page.getByLabel("Profession").selectOption({ label: "Nurse" });
  await expect(page.getByLabel("Licence number")).toHaveValue("19A0047");
  await page.getByLabel("Password").fill(password);
  await page.getByLabel("Photo").setInputFiles(portrait);
  await page.getByRole("button", { name: "Register" }).click();
  await giveCodes(page, email, phone);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Your account waits for approval");
  await expectAccessible(page);
  return { family, email };
}

async function openAccount(page: Page, words: string) {
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Accounts" }).click();
  await page.getByLabel("Name or e-mail").fill(words);
  await page.getByRole("button", { name: "Search" }).click();
  await expect(page.getByText("1 account", { exact: true })).toBeVisible();
  await page.getByRole("link", { name: /^Open/ }).click();
  expect(page.url()).not.toContain(words);
}

/** The page that is open leads away by itself, and without a script with the next request. */
async function expectSignedOut(page: Page) {
  if (!hasScript()) await page.reload();
  await expect(page).toHaveURL(/\/sign-in/);
}

test("an administrator approves a nurse who registered", async ({ page, browser }) => {
  // Two people, a dozen pages, each looked at by axe.
  test.setTimeout(180_000);
  const other = await browser.newContext();
  const complaints = listen(other, [403, 422]);
  const staff = await other.newPage();
  const { family, email } = await registerAsStaff(staff);
  await signIn(staff, email, password);
  await expect(staff.getByRole("heading", { level: 1 })).toHaveText("Your account waits for approval");

  await signIn(page, demo.administrator);
  await openAccount(page, family);
  await expect(page.getByRole("main")).toContainText("19A0047");
  await expectPicture(page, "main img.photo");
  await expectTidy(page);
  await page.getByRole("button", { name: "Approve the account" }).click();
  await expect(page.getByRole("main").getByRole("status").first()).toContainText("Approved");
  await expectAccessible(page);
  await page.getByRole("link", { name: "Set the hours" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(family);

  await mailTo(staff, email, /Your account is approved/);
  await signIn(staff, email, password);
  await expect(staff).toHaveURL(/\/day$/);
  await replacePhoto(staff);
  await other.close();
  expect(complaints).toEqual([]);
});

async function replacePhoto(page: Page) {
  await page.goto("/account/profile");
  await expectPicture(page, "main img.photo");
  await page.getByRole("link", { name: "Change your photo" }).click();
  await page.getByLabel("Photo").setInputFiles({ name: "me.png", mimeType: "image/png", buffer: Buffer.from("no picture") });
  await page.getByRole("button", { name: "Use another" }).click();
  await expect(page.getByRole("alert")).toContainText("Choose a JPEG, PNG or WebP picture");
  await expectAccessible(page);
  await page.getByLabel("Photo").setInputFiles(portrait);
  await page.getByRole("button", { name: "Use another" }).click();
  await expect(page.getByRole("main").getByRole("status").first()).toContainText("Your photo: saved");
  await page.getByRole("link", { name: "Change your photo" }).click();
  await page.getByRole("button", { name: "Remove the photo" }).click();
  await expect(page.getByRole("main")).toContainText("your initials stand in its place");
  await expectAccessible(page);
}

test("a suspended patient is signed out, reads why, and comes back", async ({ page, browser }) => {
  const other = await browser.newContext();
  const complaints = listen(other, [403]);
  const patient = await other.newPage();
  const person = newcomer();
  await patient.goto("/register");
  await register(patient, person);
  await expect(patient).toHaveURL(/\/appointments$/);

  await signIn(page, demo.administrator);
  await openAccount(page, person.email);
  await page.getByLabel("Why? The person reads it.").fill("Three visits were missed.");
  await page.getByRole("button", { name: "Suspend the account" }).click();
  await expect(page.getByRole("main").getByRole("status").first()).toContainText("Suspended");
  await expectAccessible(page);

  await expectSignedOut(patient);
  await signIn(patient, person.email, person.password);
  await expect(patient.getByRole("heading", { level: 1 })).toHaveText("Your account is suspended");
  await expect(patient.getByRole("main")).toContainText("Three visits were missed.");
  await expectAccessible(patient);

  await page.getByRole("button", { name: "Restore the account" }).click();
  await expect(page.getByRole("main").getByRole("status").first()).toContainText("Restored");
  await signIn(patient, person.email, person.password);
  await expect(patient).toHaveURL(/\/appointments$/);

  // Deleting asks first.
  await page.getByRole("link", { name: "Delete this account" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Delete the account of");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Delete the account" }).click();
  await expect(page.getByRole("main").getByRole("status").first()).toContainText("The account is deleted");
  await expectSignedOut(patient);
  await other.close();
  expect(complaints).toEqual([]);
});

test("a patient is made a nurse with the form of staff", async ({ page, browser }) => {
  // Two people, a dozen pages, each looked at by axe.
  test.setTimeout(180_000);
  const other = await browser.newContext();
  const complaints = listen(other, [403]);
  const nurse = await other.newPage();
  const person = newcomer();
  await nurse.goto("/register");
  await register(nurse, person);
  await expect(nurse).toHaveURL(/\/appointments$/);

  await signIn(page, demo.administrator);
  await openAccount(page, person.email);
  await page.getByRole("link", { name: "Change the role" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Change the role of");
  await expectAccessible(page);
  await page.getByRole("link", { name: "Doctor, nurse or specialist" }).click();
  await expectTidy(page);
  await page.getByLabel("Specialty").selectOption({ label: "Dermatology" });
  await page.getByLabel("Location").selectOption({ index: 1 });
  await page.getByLabel("Licence number").fill("19A0047");
  await page.getByLabel("Qualifications").fill("BSc Nursing");
  await page.getByLabel("Languages").fill("English, Swedish");
  await page.getByRole("button", { name: "Change the role" }).click();

  // What is missing is said, and the rest stays.
  await expect(page.getByRole("alert")).toContainText("Choose a profession");
  await expect(page.getByLabel("Licence number")).toHaveValue("19A0047");
  await expectAccessible(page);
  await page.getByLabel("Profession").selectOption({ label: "Nurse" });
  await page.getByRole("button", { name: "Change the role" }).click();
  await expect(page.getByRole("main").getByRole("status").first()).toContainText("The role is changed");
  await expect(page.getByRole("main")).toContainText("19A0047");
  await page.getByRole("link", { name: "Set the hours" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(person.family);

  // Then it is a nurse's day.
  await expectSignedOut(nurse);
  await signIn(nurse, person.email, person.password);
  await expect(nurse).toHaveURL(/\/day$/);
  await other.close();
  expect(complaints).toEqual([]);
});

test("somebody is invited and sets a password", async ({ page, browser }) => {
  const email = `rosa.${newDigits()}@example.com`;
  await signIn(page, demo.administrator);
  await page.goto("/admin/accounts/new");
  await expectAccessible(page);
  await page.getByLabel("First name").fill("Rosa");
  await page.getByLabel("Last name").fill("Vidal");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByRole("button", { name: "Add the account" }).click();
  await expect(page.getByRole("main").getByRole("status").first()).toContainText("The account is made");
  const mail = await mailTo(page, email, /An account has been made for you/);
  const link = /\/invitation\?token=[0-9a-f]{64}/.exec(mail)?.[0] ?? "";
  const rosa = await (await browser.newContext()).newPage();
  await rosa.goto(link);
  await expectAccessible(rosa);
  await rosa.getByLabel("Password").fill(password);
  await rosa.getByRole("button", { name: "Set the password" }).click();
  await rosa.getByRole("main").getByRole("link", { name: "Sign in" }).click();
  await signIn(rosa, email, password);
  await expect(rosa).toHaveURL(/\/desk/);
  await rosa.context().close();
});

test("lists and roles are accessible", async ({ page }) => {
  await signIn(page, demo.administrator);
  for (const path of ["/admin/accounts", "/admin/accounts?state=pending", "/admin/accounts/new?role=doctor", "/admin/roles", "/admin/settings"]) {
    await page.goto(path);
    await expectTidy(page);
  }
});
