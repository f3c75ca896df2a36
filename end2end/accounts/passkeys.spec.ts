import { type Page } from "@playwright/test";
import { address, named } from "../support/environment";
import { addPasskey, virtualDevice } from "../support/passkeys";
import { demo, fillSignIn, mailTo, newcomer, register } from "../support/people";
import { awake, expect, expectAccessible, hasScript, test } from "../support/test";

// A passkey that was removed is answered with this.
test.use({ baseURL: named, expectedStatuses: [422] });

const title = (page: Page) => page.getByRole("heading", { level: 1 });
const button = (page: Page) => page.getByRole("button", { name: "Sign in with a passkey" });

/** Somebody who looks at their passkeys, of whom there are none. */
async function registered(page: Page) {
  const person = newcomer();
  await page.goto("/register");
  await register(page, person);
  await expect(page).toHaveURL(/\/appointments$/);
  await page.goto("/account/passkeys");
  return person;
}

test("a passkey is added, signs in, confirms, and is removed", async ({ page, context }) => {
  if (!hasScript()) return;
  const device = await virtualDevice(page);
  const person = await registered(page);
  await addPasskey(page, "Blue phone");
  await expectAccessible(page);
  await mailTo(page, person.email, /A passkey was added/);
  const [kept] = await device.credentials();
  expect(kept).toMatchObject({ isResidentCredential: true, rpId: "localhost", userName: person.email });

  await context.clearCookies();
  await page.goto("/sign-in?return_to=%2Fappointments%3Fshow%3Dpast");
  await awake(page);
  await button(page).click();
  await expect(page).toHaveURL(/\/appointments\?show=past$/);
  await page.goto("/account/passkeys");
  await expect(page.getByText("Last used just now")).toBeVisible();

  await page.goto("/account/confirm?return_to=%2Faccount%2Fpasskeys");
  await awake(page);
  await page.getByRole("button", { name: "Confirm with a passkey" }).click();
  await expect(title(page)).toHaveText("Passkeys");

  await page.getByRole("link", { name: "Rename Blue phone" }).click();
  await page.getByLabel("Name").fill("Old phone");
  await page.getByRole("button", { name: "Save the name" }).click();
  await page.getByRole("link", { name: "Remove Old phone" }).click();
  await expect(title(page)).toHaveText("Remove “Old phone”?");
  await page.getByRole("button", { name: "Remove the passkey" }).click();
  await expect(page.getByText("The passkey is removed")).toBeVisible();

  // The device has it still.
  await context.clearCookies();
  await page.goto("/sign-in");
  await awake(page);
  await button(page).click();
  await expect(page.getByText("This passkey does not work here")).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel("E-mail address").fill(person.email);
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("main").getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL(/\/appointments$/);
});

test("who cancels, or has no passkey or one too many, is told so and goes on", async ({ page, context }) => {
  if (!hasScript()) return;
  const device = await virtualDevice(page);
  await registered(page);
  await addPasskey(page, "Blue phone");
  await page.getByRole("link", { name: "Add a passkey" }).click();
  await awake(page);
  const add = page.getByRole("button", { name: "Add the passkey" });
  await add.click();
  await expect(page.getByText("This device has a passkey already")).toBeVisible();
  await expectAccessible(page);
  // What the browser lets through and the server does not, stands by the field.
  await page.getByLabel("Name").fill("<b>");
  await add.click();
  await expect(page.getByText("Check your passkey’s name").first()).toBeVisible();
  await expect(page.getByLabel("Name")).toHaveValue("<b>");

  await context.clearCookies();
  await page.goto("/sign-in");
  await awake(page);
  await device.knowsOwner(false);
  await button(page).click();
  await expect(page.getByText("No passkey was used")).toBeVisible();
  await expectAccessible(page);
  await device.knowsOwner(true);
  await button(page).click();
  await expect(page).toHaveURL(/\/appointments$/);
});

test("without a script, and where browsers keep none, nothing offers passkeys to sign in with", async ({ page }) => {
  for (const origin of (hasScript()) ? [address] : [named, address]) {
    await page.goto(`${origin}/sign-in`);
    await awake(page);
    await expect(button(page)).toBeHidden();
    await fillSignIn(page, demo.patient);
    await expect(page).toHaveURL(/\/appointments$/);
    await page.goto(`${origin}/account/passkeys/add`);
    await awake(page);
    await expect(page.getByRole("button", { name: "Add the passkey" })).toBeHidden();
    const why = page.getByText(/This needs JavaScript|This browser takes no passkeys for us/);
    await expect(why.filter({ visible: true })).toHaveCount(1);
  }
});
