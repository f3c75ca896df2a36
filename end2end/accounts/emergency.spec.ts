import { type Page } from "@playwright/test";
import { demo, fillSignIn, mailTo, newcomer, register, signIn } from "../support/people";
import { expect, expectTidy, test } from "../support/test";

test.use({ expectedStatuses: [403, 422] });

/** A name of letters that no other run has. */
const familyName = () => `Emergency${[...String(Date.now() % 1e9)].map((digit) => "abcdefghij"[Number(digit)]).join("")}`;

/** Nothing sticks out, and axe finds nothing where it can run. */
async function signOut(page: Page) {
  await page.context().clearCookies();
}

/** A doctor opens the appointments of a patient of nobody's, and those concerned are told. */
async function walk(page: Page) {
  const patient = { ...newcomer(), family: familyName() };
  await page.goto("/register");
  await register(page, patient);
  await signOut(page);

  await signIn(page, demo.doctor);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.locator("details.menu > summary").click();
  await page.getByRole("link", { name: "Emergency access" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Emergency access");
  await expectTidy(page);
  await page.getByRole("button", { name: "Find the patient" }).click();
  await expect(page.locator("#error-summary")).toContainText("Enter the last name");
  await page.getByLabel("Last name of the patient").fill(patient.family.toUpperCase());
  await page.getByLabel("Day").fill("27");
  await page.getByLabel("Month").fill("3");
  await page.getByLabel("Year").fill("1984");
  await page.getByRole("button", { name: "Find the patient" }).click();

  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Why do you need to see it now?");
  await expectTidy(page);
  await page.getByLabel("Reason").fill("urgent");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.locator("#error-summary")).toContainText("at least 10 characters");
  await page.getByLabel("Reason").fill("Found unconscious, the ambulance asks.");
  await page.getByRole("button", { name: "Continue" }).click();

  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Open in an emergency?");
  await expect(page.getByRole("main")).toContainText(`${patient.given} ${patient.family}`);
  await expectTidy(page);
  await page.getByRole("button", { name: "Open for 30 minutes" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`${patient.given} ${patient.family}`);
  await expect(page.getByRole("main")).toContainText("Open for 30 minutes more");
  await expectTidy(page);
  const opened = page.url();

  const told = await mailTo(page, patient.email, /were opened in an emergency/);
  expect(told).not.toContain("unconscious");
  await page.getByRole("button", { name: "End it now" }).click();
  await expect(page.getByRole("main").getByRole("status").first()).toContainText("Your emergency access is ended");
  await page.goto(opened);
  await expect(page.getByRole("main")).toContainText("This access is over");
  await signOut(page);

  await page.goto("/admin/emergency-access");
  await fillSignIn(page, demo.administrator);
  const row = page.getByRole("row").filter({ hasText: patient.family });
  await expect(row).toContainText("Found unconscious");
  await expectTidy(page);
}

test("a doctor opens a patient in an emergency, and those concerned are told", async ({ page }) => walk(page));

test.describe("on a phone without JavaScript", () => {
  test.use({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } });

  test("the same by plain forms", async ({ page }) => walk(page));
});
