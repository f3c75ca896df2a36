import { findDoctor, fillSignIn, mailTo, newcomer, nextWeek, pickTime, register } from "../support/people";
import { awake, expect, expectNoSidewaysScroll, hasScript, test } from "../support/test";

// What the forms refuse on purpose.
test.use({ expectedStatuses: [422] });

// The whole job: runs in a desktop browser, on a phone and without JavaScript.
test("a newcomer finds a doctor, books, moves and cancels", async ({ page }, info) => {
  const person = newcomer();
  const offset = { browser: 0, phone: 6, "no script": 12 }[info.project.name] ?? 0;

  await findDoctor(page, "dermatology");
  await expectNoSidewaysScroll(page);
  await nextWeek(page);
  const time = await pickTime(page, offset);

  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Sign in to book this time");
  await expect(page.getByText(/We keep this time for you/)).toBeVisible();
  await expectNoSidewaysScroll(page);
  await page.getByRole("main").getByRole("link", { name: "Register" }).click();
  await expect(page.getByText(/We keep .* for you/)).toBeVisible();
  await register(page, person);

  // Back at the very time that was picked.
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Why do you want to see the doctor?");
  await expect(page.getByRole("main")).toContainText(time);
  await awake(page);

  // Without a reason: told what to do, nothing lost.
  await page.getByRole("button", { name: "Book this appointment" }).click();
  const summary = page.getByRole("alert").filter({ hasText: "There is a problem" });
  await expect(summary).toContainText("Enter the reason for your visit");
  await page.getByLabel("Reason for the visit").fill("A mole on my left arm has changed colour since summer.");
  await page.getByRole("button", { name: "Book this appointment" }).click();

  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Your appointment is confirmed");
  await expect(page.getByRole("main")).toContainText(time);
  await expect(page.getByRole("main")).toContainText(/UTC/);
  const file = await page.request.get((await page.getByRole("link", { name: "Add to calendar" }).getAttribute("href")) ?? "");
  expect(file.headers()["content-type"]).toContain("text/calendar");
  expect(await file.text()).toContain("BEGIN:VEVENT");
  const letter = await mailTo(page, person.email, /confirmed|booked/i);
  expect(letter).toContain(time);
  expect(letter).not.toContain("mole");
  await expectNoSidewaysScroll(page);

  // The page of the booking cannot be used a second time.
  if (hasScript()) {
    await page.goBack();
    await expect(page).toHaveURL(/\/appointments\//);
  }

  await page.goto("/appointments");
  await expectNoSidewaysScroll(page);
  await page.getByRole("link", { name: /^Move/ }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Move to another time");
  await awake(page);
  const other = page.locator("button[name=start]:visible").last();
  const newTime = /\d\d:\d\d/.exec((await other.textContent()) ?? "")?.[0] ?? "";
  await other.click();
  await page.getByRole("button", { name: "Move the appointment" }).click();
  await expect(page.getByRole("main")).toContainText("The appointment is moved");
  await expect(page.getByRole("main")).toContainText(newTime);

  await page.getByRole("link", { name: /^Cancel/ }).click();
  await page.getByLabel("Why do you cancel?").fill("I am better.");
  await page.getByRole("button", { name: "Cancel the appointment" }).click();
  await expect(page.getByRole("main")).toContainText("The appointment is cancelled");

  await page.goto("/appointments");
  await expect(page.getByRole("main")).toContainText("No appointment ahead");
  await page.getByRole("link", { name: /^Past/ }).click();
  await expect(page.getByRole("main")).toContainText("Cancelled");
});

test("somebody with an account signs in and keeps the picked time", async ({ page }, info) => {
  const offset = { browser: 2, phone: 8, "no script": 14 }[info.project.name] ?? 0;
  await findDoctor(page, "cardiology");
  const time = await pickTime(page, offset);
  await page.getByRole("main").getByRole("link", { name: "Sign in" }).click();
  await fillSignIn(page, "nobody@example.com", "not the password");
  await expect(page.getByRole("main")).toContainText("The e-mail address or the password is wrong");
  await fillSignIn(page, "clara.whitfield@example.com");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Why do you want to see the doctor?");
  await expect(page.getByRole("main")).toContainText(time);
  await awake(page);
  await page.getByRole("button", { name: "Choose another time" }).click();
  await expect(page).toHaveURL(/\/doctors\//);
});
