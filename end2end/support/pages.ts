import { test, type Page } from "@playwright/test";
import { named } from "./environment";
import { addPasskey, virtualDevice } from "./passkeys";
import {
  codeFor,
  demo,
  fillRegistration,
  fillSignIn,
  findDoctor,
  mailTo,
  newNumber,
  newcomer,
  nextWeek,
  pickTime,
  register,
  signIn,
} from "./people";
import { awake, expect } from "./test";

export type Shown = { name: string; open: (page: Page) => Promise<unknown> };

/** Every page that people see, with the way there. */
export const pages: Shown[] = [
  { name: "home", open: (page) => page.goto("/") },
  { name: "search", open: (page) => page.goto("/doctors?q=dermatology") },
  { name: "search-nothing", open: (page) => page.goto("/doctors?q=zebra") },
  { name: "search-wishes", open: (page) => page.goto("/doctors?q=dermatology&kind=video&part=afternoon&language=German") },
  { name: "search-nearest", open: (page) => page.goto("/doctors?q=okafor&when=on&date=2026-11-29") },
  { name: "any-doctor", open: (page) => page.goto("/any/dermatology?location=london-quayside") },
  { name: "why", open: openWhy },
  { name: "why-staff", open: async (page) => (await signIn(page, demo.administrator), await openWhy(page)) },
  { name: "doctor", open: (page) => findDoctor(page, "dermatology") },
  {
    name: "doctor-lengths",
    open: async (page) => {
      await findDoctor(page, "physiotherapy");
      await page.getByRole("navigation", { name: "Kind of visit" }).getByRole("link", { name: /^Treatment/ }).click();
      await awake(page);
    },
  },
  { name: "help", open: (page) => page.goto("/help") },
  { name: "sign-in", open: (page) => page.goto(`${named}/sign-in`) },
  {
    name: "sign-in-wrong",
    open: async (page) => {
      await signIn(page, "nobody@example.com", "not the password");
      await expect(page.getByRole("main")).toContainText("is wrong");
    },
  },
  { name: "forgot-password", open: (page) => page.goto("/forgot-password") },
  { name: "password", open: async (page) => (await signIn(page, demo.patient), await page.goto("/account/password")) },
  { name: "messages", open: async (page) => (await signIn(page, demo.patient), await page.goto("/account/messages")) },
  { name: "devices", open: async (page) => (await signIn(page, demo.patient), await page.goto("/account/devices")) },
  { name: "two-factor", open: async (page) => (await signIn(page, demo.patient), await page.goto("/account/two-factor")) },
  { name: "confirm-identity", open: async (page) => (await openPasskeys(page), await page.goto(`${named}/account/confirm`)) },
  {
    name: "passkeys-none",
    open: async (page) => {
      await page.goto(`${named}/sign-in`);
      await fillSignIn(page, demo.patient);
      await page.goto(`${named}/account/passkeys`);
    },
  },
  { name: "passkeys", open: openPasskeys },
  { name: "passkey-add", open: async (page) => (await openPasskeys(page), await page.getByRole("link", { name: "Add a passkey" }).click()) },
  { name: "passkey-rename", open: async (page) => (await openPasskeys(page), await page.getByRole("link", { name: /^Rename/ }).click()) },
  { name: "passkey-remove", open: async (page) => (await openPasskeys(page), await page.getByRole("link", { name: /^Remove/ }).click()) },
  { name: "register", open: (page) => page.goto("/register") },
  {
    name: "register-errors",
    open: async (page) => {
      await page.goto("/register");
      await page.getByRole("button", { name: "Create account" }).click();
      await expect(page.getByText("Enter your first name").first()).toBeVisible();
    },
  },
  {
    name: "register-code",
    open: async (page) => {
      await page.goto("/register");
      await fillRegistration(page, newcomer());
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("Check your e-mail");
    },
  },
  {
    name: "register-phone",
    open: async (page) => {
      const person = newcomer();
      await page.goto("/register");
      await fillRegistration(page, person);
      await page.getByLabel("Code").fill(await codeFor(page, person.email));
      await page.getByRole("button", { name: "Confirm" }).click();
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("Check your phone");
      await page.getByText("Wrong number?").click();
    },
  },
  { name: "profile", open: async (page) => (await signIn(page, demo.patient), await page.goto("/account/profile")) },
  { name: "profile-person", open: async (page) => (await signIn(page, demo.patient), await page.goto("/account/profile/person")) },
  { name: "profile-address", open: async (page) => (await signIn(page, demo.patient), await page.goto("/account/profile/address")) },
  { name: "profile-insurance", open: async (page) => (await signIn(page, demo.patient), await page.goto("/account/profile/insurance")) },
  {
    name: "profile-emergency-contact",
    open: async (page) => (await signIn(page, demo.patient), await page.goto("/account/profile/emergency-contact")),
  },
  { name: "profile-preferences", open: async (page) => (await signIn(page, demo.patient), await page.goto("/account/profile/preferences")) },
  { name: "profile-staff", open: async (page) => (await signIn(page, demo.support), await page.goto("/account/profile")) },
  { name: "profile-history", open: openHistory },
  { name: "contact-email", open: async (page) => (await signIn(page, demo.patient), await page.goto("/account/contacts/email")) },
  {
    name: "contact-code",
    open: async (page) => {
      await page.goto("/register");
      await register(page, newcomer());
      await expect(page).toHaveURL(/\/appointments$/);
      await page.goto("/account/contacts/phone");
      await page.getByLabel("New phone number").fill(newNumber());
      await page.getByRole("button", { name: "Send the code" }).click();
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("Check your phone");
    },
  },
  {
    name: "patient-profile",
    open: async (page) => {
      await openDeskBook(page);
      await page.locator("a.time").first().click();
      await page.getByLabel("Name, date of birth").fill(demo.patient);
      await page.getByRole("button", { name: "Find the patient" }).click();
      await page.getByRole("link", { name: "Clara Whitfield", exact: true }).click();
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("Clara Whitfield");
    },
  },
  { name: "register-staff", open: (page) => page.goto("/register/staff") },
  { name: "register-waiting", open: (page) => page.goto("/register/waiting") },
  { name: "book-visitor", open: async (page) => (await findDoctor(page, "orthopaedics"), await pickTime(page, nth())) },
  { name: "book", open: book },
  { name: "confirmation", open: confirm },
  { name: "inbox", open: openInbox },
  { name: "inbox-empty", open: async (page) => (await signIn(page, demo.support), await page.goto("/messages")) },
  { name: "appointments", open: openAppointments },
  { name: "appointment", open: openFirstAppointment },
  { name: "move", open: async (page) => (await openAppointments(page), await page.getByRole("link", { name: /^Move/ }).first().click()) },
  { name: "cancel", open: async (page) => (await openAppointments(page), await page.getByRole("link", { name: /^Cancel/ }).first().click()) },
  { name: "day", open: async (page) => (await signIn(page, demo.doctor), await page.goto("/day")) },
  { name: "day-empty", open: async (page) => (await signIn(page, demo.doctor), await page.goto("/day?date=2026-11-29")) },
  { name: "day-block", open: async (page) => (await signIn(page, demo.doctor), await page.goto("/day?new=block&from=12:00&to=13:00")) },
  { name: "week", open: async (page) => (await signIn(page, demo.doctor), await page.goto("/week")) },
  { name: "requests", open: async (page) => (await signIn(page, demo.doctor), await page.goto("/requests")) },
  { name: "schedule", open: async (page) => (await signIn(page, demo.doctor), await page.goto("/schedule")) },
  { name: "schedule-calendar", open: async (page) => (await signIn(page, demo.doctor), await page.goto("/schedule/calendar")) },
  { name: "schedule-time-off", open: async (page) => (await signIn(page, demo.doctor), await page.goto("/schedule/time-off")) },
  { name: "desk", open: async (page) => (await signIn(page, demo.administrator), await page.goto("/desk")) },
  { name: "desk-empty", open: async (page) => (await signIn(page, demo.support), await page.goto("/desk?date=2026-11-29")) },
  { name: "desk-visit", open: (page) => openDeskVisit(page) },
  {
    name: "desk-move",
    open: async (page) => {
      await openDeskVisit(page, "2026-12-16");
      await page.getByRole("complementary").getByRole("link", { name: "Move", exact: true }).click();
      await expect(page.getByRole("heading", { level: 1 })).toContainText("Move the visit of");
    },
  },
  { name: "desk-book", open: openDeskBook },
  {
    name: "desk-patients",
    open: async (page) => {
      await openDeskBook(page);
      await page.locator("a.time").first().click();
      await page.getByLabel("Name, date of birth").fill("wh");
      await page.getByRole("button", { name: "Find the patient" }).click();
      await expect(page.getByRole("list", { name: "Patients" })).toBeVisible();
    },
  },
  {
    name: "desk-new-patient",
    open: async (page) => {
      await openDeskBook(page);
      await page.locator("a.time").first().click();
      await page.getByRole("link", { name: "New patient" }).click();
    },
  },
  { name: "admin-closures", open: async (page) => (await signIn(page, demo.administrator), await page.goto("/admin/closures")) },
  {
    name: "admin-appointments",
    open: async (page) => (await signIn(page, demo.administrator), await page.goto("/admin/appointments")),
  },
  { name: "admin-services", open: async (page) => (await signIn(page, demo.administrator), await page.goto("/admin/services")) },
  { name: "admin-service", open: openService },
  { name: "admin-doctor", open: async (page) => (await signIn(page, demo.administrator), await page.goto("/admin/doctors/amina-okafor")) },
  {
    name: "admin-location",
    open: async (page) => {
      await signIn(page, demo.administrator);
      await page.goto("/admin/locations");
      await page.getByRole("link", { name: /^Open/ }).first().click();
    },
  },
  { name: "admin-audit", open: async (page) => (await signIn(page, demo.administrator), await page.goto("/admin/audit")) },
  { name: "admin-deliveries", open: async (page) => (await signIn(page, demo.administrator), await page.goto("/admin/deliveries")) },
  { name: "admin-delivery", open: openDelivery },
  { name: "admin-templates", open: async (page) => (await signIn(page, demo.administrator), await page.goto("/admin/templates")) },
  { name: "admin-template", open: async (page) => (await signIn(page, demo.administrator), await page.goto("/admin/templates/appointment_reminder")) },
  { name: "admin-health", open: async (page) => (await signIn(page, demo.administrator), await page.goto("/admin/health")) },
  { name: "access-log", open: async (page) => (await signIn(page, demo.patient), await page.goto("/account/access-log")) },
  { name: "admin-settings", open: async (page) => (await signIn(page, demo.administrator), await page.goto("/admin/settings")) },
  { name: "admin-accounts", open: async (page) => (await signIn(page, demo.administrator), await page.goto("/admin/accounts")) },
  {
    name: "admin-account",
    open: async (page) => {
      await signIn(page, demo.administrator);
      await page.goto("/admin/accounts?state=pending");
      await page.getByRole("link", { name: /^Open Idris/ }).click();
    },
  },
  {
    name: "admin-account-delete",
    open: async (page) => {
      await signIn(page, demo.administrator);
      await page.goto("/admin/accounts?state=suspended");
      await page.getByRole("link", { name: /^Open Piers/ }).click();
      await page.getByRole("link", { name: "Delete this account" }).click();
    },
  },
  {
    name: "admin-account-role",
    open: async (page) => {
      await signIn(page, demo.administrator);
      await page.goto("/admin/accounts?role=support");
      await page.getByRole("link", { name: /^Open/ }).first().click();
      await page.getByRole("link", { name: "Change the role" }).click();
      await page.getByRole("link", { name: "Doctor, nurse or specialist" }).click();
    },
  },
  {
    name: "admin-account-staff",
    open: async (page) => {
      await signIn(page, demo.administrator);
      await page.goto("/admin/accounts?role=doctor");
      await page.getByRole("link", { name: /^Open/ }).first().click();
      await page.getByRole("link", { name: "Change the professional data" }).click();
      await expect(page.getByRole("heading", { level: 1 })).toContainText("professional data");
    },
  },
  { name: "admin-account-new", open: async (page) => (await signIn(page, demo.administrator), await page.goto("/admin/accounts/new?role=doctor")) },
  { name: "admin-roles", open: async (page) => (await signIn(page, demo.administrator), await page.goto("/admin/roles")) },
  {
    name: "demo-mail",
    open: async (page) => {
      const person = newcomer();
      await page.goto("/register");
      await register(page, person);
      await mailTo(page, person.email, /\d{6}/);
      await page.goto("/demo/mail");
    },
  },
  { name: "not-found", open: (page) => page.goto("/no-such-page") },
];

/** Which time is picked: another by each of the workers, since they run side by side. */
function nth(): number {
  return 4 + 4 * test.info().parallelIndex;
}

async function book(page: Page) {
  await findDoctor(page, "dermatology");
  await nextWeek(page);
  await pickTime(page, nth());
  await page.getByRole("main").getByRole("link", { name: "Register" }).click();
  await register(page, newcomer());
  await expect(page.getByLabel("Reason for the visit")).toBeVisible();
  await awake(page);
}

async function confirm(page: Page) {
  await book(page);
  await page.getByLabel("Reason for the visit").fill("A mole on my left arm has changed colour since summer.");
  await page.getByRole("button", { name: "Book this appointment" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Your appointment is confirmed");
}

/** Of somebody who has read one message and not the other. */
async function openInbox(page: Page) {
  await confirm(page);
  await page.goto("/messages");
  await page.locator(".inbox__message").getByRole("button").click();
  await page.getByRole("link", { name: /^Cancel/ }).click();
  await page.getByLabel("Why do you cancel?").fill("I am better.");
  await page.getByRole("button", { name: "Cancel the appointment" }).click();
  await expect(page.getByRole("main")).toContainText("The appointment is cancelled");
  await page.goto("/messages");
  await expect(page.locator(".inbox__message")).toHaveCount(2);
}

/** Of somebody with one passkey. */
async function openPasskeys(page: Page) {
  await virtualDevice(page);
  await page.goto(`${named}/register`);
  await register(page, newcomer());
  await expect(page).toHaveURL(/\/appointments$/);
  await page.goto(`${named}/account/passkeys`);
  await addPasskey(page, "Blue phone");
}

/** Of somebody new, who has changed one thing. */
async function openHistory(page: Page) {
  await page.goto("/register");
  await register(page, newcomer());
  await expect(page).toHaveURL(/\/appointments$/);
  await page.goto("/account/profile/address");
  await page.getByLabel("Street and number").fill("8 Quay Road");
  await page.getByLabel("Town or city").fill("London");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("link", { name: "What changed here" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("What changed in your profile");
}

async function openAppointments(page: Page) {
  await signIn(page, demo.patient);
  await expect(page).toHaveURL(/\/appointments$/);
}

/** A visit at the desk; on a phone its panel lies over the list. */
async function openDeskVisit(page: Page, date = "2026-11-23") {
  await signIn(page, demo.support);
  await page.goto(`/desk?date=${date}`);
  await page.locator("article.visit:not(.visit--done) a.visit__link").first().click();
  await expect(page.getByRole("complementary", { name: "Open visit" }).getByRole("heading", { level: 2 })).toBeVisible();
}

async function openDeskBook(page: Page) {
  await signIn(page, demo.support);
  await page.goto("/desk?date=2026-12-09");
  await page.locator("a.gap").first().click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Book with");
}

async function openService(page: Page) {
  await signIn(page, demo.administrator);
  await page.goto("/admin/services");
  await page.getByRole("link", { name: /^Open/ }).first().click();
  await expect(page).toHaveURL(/\/admin\/services\/[0-9a-f-]+/);
}

/** A mail that was sent: to an administrator who tries words. */
async function openDelivery(page: Page) {
  await signIn(page, demo.administrator);
  await page.goto("/admin/templates/appointment_reminder");
  await page.getByRole("button", { name: "Send me a test by e-mail" }).click();
  await expect(page.getByRole("main")).toContainText("on its way to your own address");
  await page.goto("/admin/deliveries?kind=template_test");
  await page.getByRole("link", { name: /^Open Test of the words/ }).first().click();
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole("main")).toContainText("The server took it", { timeout: 500 });
  }).toPass();
}

async function openFirstAppointment(page: Page) {
  await openAppointments(page);
  await page.getByRole("link", { name: /^Details/ }).first().click();
  await expect(page).toHaveURL(/\/appointments\/[0-9a-f-]+/);
}

/** Why a doctor has no time on a day: on Sunday. */
async function openWhy(page: Page) {
  await findDoctor(page, "dermatology");
  await page.getByText("Why is there no time on a day?").click();
  await page.getByRole("link", { name: /^Sun / }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Why is there no time on Sunday");
}
