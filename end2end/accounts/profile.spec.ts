import { type Page } from "@playwright/test";
import { codeFor, codeTexted, demo, fillSignIn, mailTo, newNumber, newcomer, register, signIn, textTo } from "../support/people";
import { awake, expect, expectAccessible, expectTidy, test } from "../support/test";

// What cannot be taken, and what changed meanwhile.
test.use({ expectedStatuses: [409, 422] });

const title = (page: Page) => page.getByRole("heading", { level: 1 });

async function save(page: Page) {
  await page.getByRole("button", { name: "Save" }).click();
  await expect(title(page)).toHaveText("Your profile");
  await expect(page.getByRole("main").getByRole("status").first()).toContainText("saved");
}

test("who registers corrects a wrong number and proves the right one", async ({ page }) => {
  const [person, right] = [newcomer(), newNumber()];
  await page.goto("/register");
  await page.getByLabel("First name").fill(person.given);
  await page.getByLabel("Last name").fill(person.family);
  await page.getByLabel("Day").fill("27");
  await page.getByLabel("Month").fill("3");
  await page.getByLabel("Year").fill("1984");
  await page.getByLabel("E-mail address").fill(person.email);
  await page.getByLabel("Phone number").fill(person.phone);
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(title(page)).toHaveText("Check your e-mail");
  await expectAccessible(page);
  await page.getByLabel("Code").fill(await codeFor(page, person.email));
  await page.getByRole("button", { name: "Confirm" }).click();
  await expect(title(page)).toHaveText("Check your phone");
  const old = await codeTexted(page, person.phone);
  await page.getByText("Wrong number?").click();
  await expectAccessible(page);
  await page.getByLabel("Phone number").fill(right);
  await page.getByRole("button", { name: "Text a code to this number" }).click();
  await expect(page.getByRole("main").getByRole("status")).toContainText("A new code is on its way");
  const code = await codeTexted(page, right);
  if (code !== old) {
    await page.getByLabel("Code").fill(old);
    await page.getByRole("button", { name: "Confirm" }).click();
    await expect(page.getByRole("alert").first()).toContainText("That code does not work");
  }
  await page.getByLabel("Code").fill(code);
  await page.getByRole("button", { name: "Confirm" }).click();
  await expect(page).toHaveURL(/\/appointments$/);
  await page.goto("/account/profile");
  await expect(page.getByRole("main")).toContainText(right);
});

test("a patient fills in the profile, changes e-mail and phone, and reads what it was", async ({ page, context }) => {
  const person = newcomer();
  await page.goto("/register");
  await register(page, person);
  await expect(page).toHaveURL(/\/appointments$/);

  await page.goto("/account/profile");
  await page.getByRole("link", { name: /Emergency contact/ }).click();
  await page.getByLabel("Name", { exact: true }).fill("Jan Brandt");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("alert")).toContainText("Enter the contact’s phone number");
  await expectAccessible(page);
  await page.getByLabel("Phone number").fill("+44 20 7946 0733");
  await save(page);
  await expect(page.getByRole("main")).toContainText("Jan Brandt");
  await page.goto("/account/profile/person");
  await page.getByLabel("Time zone").selectOption("Asia/Kathmandu");
  await save(page);
  await expectTidy(page);

  // Filled in twice: the second one overwrites nothing without saying so.
  const other = await context.newPage();
  await other.goto("/account/profile/address");
  await page.goto("/account/profile/address");
  for (const [where, street] of [
    [page, "1 Hill Street"],
    [other, "2 Lake Street"],
  ] as const) {
    await where.getByLabel("Street and number").fill(street);
    await where.getByLabel("Town or city").fill("London");
    await where.getByRole("button", { name: "Save" }).click();
  }
  await expect(other.getByRole("alert").first()).toContainText("Street and number is now: 1 Hill Street");
  await expect(other.getByLabel("Street and number")).toHaveValue("2 Lake Street");
  await expectAccessible(other);
  await save(other);
  await other.close();

  const email = newcomer().email;
  await page.goto("/account/contacts/email");
  await page.getByLabel("New e-mail address").fill(email);
  await page.getByRole("button", { name: "Send the code" }).click();
  await expect(title(page)).toHaveText("Check your e-mail");
  await expectAccessible(page);
  await page.getByLabel("Code").fill(await codeFor(page, email));
  await page.getByRole("button", { name: "Confirm" }).click();
  await expect(title(page)).toHaveText("Your profile");
  await expect(page.getByRole("main")).toContainText(email);
  expect(await mailTo(page, person.email, /Your e-mail address was changed/)).toContain("call +");

  const number = newNumber();
  await page.goto("/account/contacts/phone");
  await page.getByLabel("New phone number").fill(number);
  await page.getByRole("button", { name: "Send the code" }).click();
  await expect(title(page)).toHaveText("Check your phone");
  await page.getByLabel("Code").fill(await codeTexted(page, number));
  await page.getByRole("button", { name: "Confirm" }).click();
  await expect(title(page)).toHaveText("Your profile");
  await expect(page.getByRole("main")).toContainText(number);
  await textTo(page, person.phone, /was changed to another one/);

  await page.getByRole("link", { name: "What changed here" }).click();
  await expect(title(page)).toHaveText("What changed in your profile");
  for (const before of [person.email, person.phone, "1 Hill Street"]) {
    await expect(page.getByRole("table")).toContainText(before);
  }
  await expectTidy(page);

  // The old address signs in no more, the new one does.
  await context.clearCookies();
  await signIn(page, person.email, person.password);
  await expect(page.getByRole("alert").first()).toContainText("is wrong");
  await fillSignIn(page, email, person.password);
  await expect(page).toHaveURL(/\/appointments$/);
});

test("the front desk reads how to reach a patient, and not who pays", async ({ page }) => {
  await signIn(page, demo.support);
  await page.goto("/desk?date=2026-12-09");
  await awake(page);
  await page.locator("a.gap").first().click();
  await page.locator("a.time").first().click();
  await page.getByLabel("Name, date of birth").fill(demo.patient);
  await page.getByRole("button", { name: "Find the patient" }).click();
  await page.getByRole("link", { name: "Clara Whitfield", exact: true }).click();
  await expect(title(page)).toHaveText("Clara Whitfield");
  await expect(page.getByRole("main")).toContainText("14 Wharf Lane");
  await expect(page.getByRole("main")).not.toContainText("TM 4471");
  await expect(page.getByRole("main")).not.toContainText("Tom Whitfield");
  await expectTidy(page);
});
