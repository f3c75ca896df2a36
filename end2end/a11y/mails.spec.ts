import { findDoctor, mailTo, newcomer, nextWeek, pickTime, register } from "../support/people";
import { awake, expect, test } from "../support/test";

// Mails as programs show them that use the system's colours.
test.use({ deviceScaleFactor: 1 });

test("pictures of the mails of a visit", async ({ page }) => {
  test.setTimeout(180_000);
  const person = newcomer();
  await findDoctor(page, "dermatology");
  await nextWeek(page);
  await pickTime(page, 3);
  await page.getByRole("main").getByRole("link", { name: "Register" }).click();
  await register(page, person);
  await awake(page);
  await page.getByLabel("Reason for the visit").fill("A mole on my left arm has changed colour since summer.");
  await page.getByRole("button", { name: "Book this appointment" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Your appointment is confirmed");
  await page.goto("/appointments");
  await page.getByRole("link", { name: /^Move/ }).click();
  await awake(page);
  await page.locator("button[name=start]:visible").last().click();
  await page.getByRole("button", { name: "Move the appointment" }).click();
  await page.getByRole("link", { name: /^Cancel/ }).click();
  await page.getByLabel("Why do you cancel?").fill("I am better.");
  await page.getByRole("button", { name: "Cancel the appointment" }).click();
  await mailTo(page, person.email, /is cancelled/);

  const list = await (await page.request.get("/demo/mail")).text();
  const paths = [...list.matchAll(/href="(\/demo\/mail\/[^"/]+)"/g)].map(([, path]) => path ?? "");
  const shown = new Set<string>();
  await page.goto("about:blank");
  for (const path of paths) {
    if (!(await (await page.request.get(path)).text()).includes(person.email)) continue;
    // The page of the demo allows no script, and so not what asks it for its width.
    await page.setContent(await (await page.request.get(`${path}/html`)).text());
    const name = (await page.getByRole("heading", { level: 1 }).innerText()).toLowerCase().replaceAll(/[^a-z]+/g, "-");
    shown.add(name);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      for (const width of [390, 820]) {
        await page.setViewportSize({ width, height: 844 });
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
        await page.screenshot({ path: `test-results/screenshots/mail-${name}-${width}-${colorScheme}.png`, fullPage: true });
      }
    }
  }
  expect([...shown].sort()).toEqual([
    "confirm-your-e-mail-address",
    "your-appointment-has-a-new-time",
    "your-appointment-is-booked",
    "your-appointment-is-cancelled",
  ]);
});
