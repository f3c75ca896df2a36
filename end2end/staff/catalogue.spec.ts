import { type Page } from "@playwright/test";
import { demo, signIn } from "../support/people";
import { expect, expectAccessible, expectTidy, test } from "../support/test";

test.use({ expectedStatuses: [409, 422] });

/** A name that no other run has. */
const name = (what: string) => `${what} ${test.info().project.name} ${Date.now() % 100000}`;

async function addService(page: Page, called: string) {
  await page.goto("/admin/services/new");
  await page.getByLabel("Name", { exact: true }).fill(called);
  await page.getByLabel("Specialty").selectOption({ label: "Dermatology" });
  await page.getByLabel("Kind of visit").selectOption({ label: "Video visit" });
  await page.getByLabel("Notice").fill("0");
  await page.getByRole("button", { name: "Add the service" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(called);
}

async function walk(page: Page) {
  const called = name("Mole check");
  await signIn(page, demo.administrator);
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Clinic" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Services");

  // What is wrong is said by the field and on top, and nothing is lost.
  await page.getByRole("link", { name: "Add a service" }).click();
  await page.getByLabel("Name", { exact: true }).fill(called);
  await page.getByLabel("Length, in minutes", { exact: true }).fill("3");
  await page.getByRole("button", { name: "Add the service" }).click();
  await expect(page.getByRole("alert")).toContainText("The length must be 5 to 720 minutes");
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue(called);

  await addService(page, called);
  await expect(page.getByRole("main")).toContainText("Nobody gives this service yet");
  await page.getByLabel("Doctor and location").selectOption({ index: 1 });
  await page.getByRole("button", { name: "Add the doctor" }).click();
  await expect(page.getByRole("main")).toContainText("Saved: who gives the service");
  await expect(page.getByRole("main")).not.toContainText("Nobody gives this service yet");

  await page.getByLabel("Length, in minutes", { exact: true }).fill("45");
  await page.getByRole("button", { name: "Preview" }).click();
  await expect(page.getByRole("main").getByRole("status").first()).toContainText("nothing is saved");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("main").getByRole("status").first()).toContainText("Saved");

  // Another length comes and goes without anything being saved, and stays once it is.
  await page.getByRole("button", { name: "Add a length" }).click();
  await page.getByRole("button", { name: "Add a length" }).click();
  await page.getByLabel("Other length 1, in minutes").fill("20");
  await page.getByLabel("Other length 2, in minutes").fill("90");
  await page.getByRole("button", { name: "Take out other length 1" }).click();
  await expect(page.getByLabel("Other length 1, in minutes")).toHaveValue("90");
  await expect(page.getByLabel("Other length 2, in minutes")).toHaveCount(0);
  // The Enter key saves.
  await page.getByLabel("Other length 1, in minutes").press("Enter");
  await expect(page.getByRole("main").getByRole("status").first()).toContainText("Saved");
  await expect(page.getByLabel("Other length 1, in minutes")).toHaveValue("90");

  await page.getByRole("link", { name: "Retire this service" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(called);
  await page.getByRole("button", { name: "Retire it" }).click();
  await expect(page.getByRole("main")).toContainText("it cannot be booked any more");
  await page.getByRole("button", { name: "Bring this service back" }).click();
  await expect(page.getByRole("main")).toContainText("Back in use");
}

test("an administrator makes a service, gives it to a doctor, tries it out and retires it", async ({ page }) => {
  await walk(page);
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("the same by plain forms", async ({ page }) => {
    await walk(page);
  });
});

test("the second of two administrators sees what the first saved", async ({ page, browser }) => {
  const called = name("Wart removal");
  await signIn(page, demo.administrator);
  await addService(page, called);
  const other = await (await browser.newContext()).newPage();
  await signIn(other, demo.administrator);
  await other.goto(new URL(page.url()).pathname);

  await page.getByLabel("Length, in minutes", { exact: true }).fill("20");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("main").getByRole("status").first()).toContainText("Saved");
  await other.getByLabel("Length, in minutes", { exact: true }).fill("50");
  await other.getByRole("button", { name: "Save", exact: true }).click();
  await expect(other.getByRole("alert")).toContainText("It changed since you looked");
  await expect(other.getByRole("row", { name: /^Length/ })).toContainText("20 minutes");
  await expect(other.getByLabel("Length, in minutes", { exact: true })).toHaveValue("50");
  await page.reload();
  await expect(page.getByLabel("Length, in minutes", { exact: true })).toHaveValue("20");
  await other.context().close();
});

test("rooms are added and retired, and limits are set", async ({ page }) => {
  const called = name("Room");
  await signIn(page, demo.administrator);
  await page.goto("/admin/locations");
  await page.getByRole("link", { name: /^Open/ }).first().click();
  await page.getByLabel("Name", { exact: true }).fill(called);
  await page.getByLabel("Kind", { exact: true }).fill("Light therapy");
  await page.getByRole("button", { name: "Add the room" }).click();
  await expect(page.getByRole("main").getByRole("status").first()).toContainText("The room is added");
  await page.getByRole("link", { name: `Retire ${called}` }).click();
  await page.getByRole("button", { name: "Retire it" }).click();
  await expect(page.getByRole("button", { name: `Bring back ${called}` })).toBeVisible();

  await page.goto("/admin/settings");
  await page.getByLabel("Most appointments to come").fill("0");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("alert")).toContainText("must be 1 to 200");
  await page.getByLabel("Most appointments to come").fill("20");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("main").getByRole("status").first()).toContainText("Saved");
});

test("the pages of the clinic have no barrier that axe finds", async ({ page }) => {
  test.slow();
  await signIn(page, demo.administrator);
  const open = (label: RegExp) => page.getByRole("link", { name: label }).first().click();
  const shown: [string, (() => Promise<unknown>)?][] = [
    ["/admin/services"],
    ["/admin/services?words=zebra"],
    ["/admin/services/new"],
    ["/admin/services/new", () => page.getByRole("button", { name: "Add the service" }).click()],
    ["/admin/services", () => open(/^Open/)],
    ["/admin/services", async () => (await open(/^Open/), await open(/^Retire/))],
    ["/admin/services", async () => (await open(/^Open/), await open(/^Take off/))],
    ["/admin/doctors"],
    ["/admin/doctors", () => open(/^Services of/)],
    ["/admin/locations"],
    ["/admin/locations", () => open(/^Open/)],
    ["/admin/settings"],
  ];
  for (const [path, then] of shown) {
    await page.emulateMedia({ colorScheme: "light" });
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.goto(path);
    await then?.();
    await page.waitForLoadState("load");
    await expectAccessible(page);
    await page.emulateMedia({ colorScheme: "dark" });
    await page.setViewportSize({ width: 360, height: 800 });
    await expectTidy(page);
  }
});
