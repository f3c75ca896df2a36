import { type BrowserContext, type Page } from "@playwright/test";
import { address } from "../support/environment";
import { demo, findDoctor, newcomer, nextWeek, pickTime, register, signIn } from "../support/people";
import { awake, expect, hasScript, test } from "../support/test";

/** Names may have no angle brackets; reasons may have everything that can be typed. */
const given = `Eve" onmouseover="alert(1)" x="`;
const hostile = [
  `"'></textarea><script>alert(1)</script>`,
  `<img src=x onerror=alert(1)><svg onload=alert(1)>`,
  `</script></title></style><base href=//evil.example>`,
  `<a href="javascript:alert(1)">x</a> javascript:alert(1) data:text/html,<b>x</b>`,
  `<math><mtext><img src=x onerror=alert(1)></mtext></math><iframe srcdoc="<b>x</b>"></iframe>`,
  `{{7*7}} \${7*7} &lt;b&gt; \\u003cscript\\u003e --><!--`,
].join("\n");
/** Letters that no other run has. */
const family = () => `Hostile${[...String(Date.now() % 1e9)].map((digit) => "abcdefghij"[Number(digit)]).join("")} ' {{7*7}} &lt;i&gt;`;

/** What the pages of a context open or ask for that is not ours. */
function watch(context: BrowserContext): string[] {
  const foreign: string[] = [];
  context.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol !== "data:" && url.origin !== new URL(address).origin) foreign.push(request.url());
  });
  context.on("dialog", (dialog) => {
    foreign.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  return foreign;
}

/** The document, as the islands have made it, has no part that is made of a text. */
async function expectOnlyOurs(page: Page) {
  await awake(page);
  const found = await page.evaluate(() => {
    const isOurs = (value: string) => /^(\/(?!\/)|#|\?|tel:|mailto:|data:,|$)|^https:\/\/www\.openstreetmap\.org\/search\?/.test(value);
    const found: string[] = [];
    for (const element of document.querySelectorAll("*")) {
      const name = element.localName;
      if (["base", "iframe", "math", "object", "embed"].includes(name)) found.push(`<${name}>`);
      if (name === "script" && !(element as HTMLScriptElement).nonce) found.push(element.outerHTML.slice(0, 200));
      for (const { name: attribute, value } of element.attributes) {
        const leads = ["href", "src", "action", "formaction", "xlink:href"].includes(attribute);
        const isHandler = attribute.startsWith("on") && attribute !== "on:";
        if (isHandler || (leads && !isOurs(value) && !value.startsWith(location.origin))) found.push(`<${name} ${attribute}="${value}">`);
      }
    }
    return found;
  });
  expect(found, page.url()).toEqual([]);
}

test("hostile texts stay texts on every screen that shows them", async ({ page }, info) => {
  // Twenty screens, as four people.
  test.slow();
  const person = { ...newcomer(), given, family: family() };
  const name = `${person.given} ${person.family}`;
  const foreign = watch(page.context());
  await findDoctor(page, "okafor");
  await nextWeek(page);
  await pickTime(page, { browser: 3, "no script": 9 }[info.project.name] ?? 0);
  await page.getByRole("main").getByRole("link", { name: "Register" }).click();
  await register(page, person);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Why do you want to see the doctor?");
  await awake(page);
  await page.getByLabel("Reason for the visit").fill(hostile);
  await page.getByRole("button", { name: "Book this appointment" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Your appointment is confirmed");
  await expectOnlyOurs(page);
  const appointment = new URL(page.url()).pathname;
  await page.goto(appointment);
  for (const line of hostile.split("\n")) await expect(page.getByRole("main")).toContainText(line);
  await expectOnlyOurs(page);
  for (const path of ["/appointments", `${appointment}/move`, `${appointment}/cancel`, "/account/access-log?show=all"]) {
    await page.goto(path);
    await expectOnlyOurs(page);
  }

  // The doctor's board is drawn by an island.
  await page.context().clearCookies();
  await signIn(page, demo.doctor);
  await expect(page).toHaveURL(/\/day/);
  await page.goto(appointment);
  await expect(page.getByRole("main")).toContainText(name);
  const back = (await page.getByRole("main").getByRole("link", { name: "My day" }).getAttribute("href")) ?? "";
  await page.goto(back);
  await expect(page.getByRole("main")).toContainText(name);
  await expectOnlyOurs(page);
  if (hasScript()) {
    await expect(page.getByRole("complementary", { name: "Open visit" })).toContainText("</textarea><script>alert(1)</script>");
  }
  await page.goto(back.replace("/day", "/week"));
  await expectOnlyOurs(page);

  await page.context().clearCookies();
  await signIn(page, demo.administrator);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Appointments");
  await page.getByLabel("Patient").fill(person.family.split(" ")[0] ?? "");
  await page.getByRole("button", { name: "Filter" }).click();
  await expect(page.getByRole("table")).toContainText(name);
  expect(page.url()).not.toContain("Hostile");
  await expectOnlyOurs(page);
  await page.getByRole("link", { name: /^Open/ }).click();
  await expect(page.getByRole("main")).toContainText(name);
  await expectOnlyOurs(page);
  await page.goto("/admin/accounts");
  await page.getByLabel("Name or e-mail").fill(person.email);
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByRole("link", { name: /^Open/ }).first().click();
  await expect(page.getByRole("main")).toContainText(person.email);
  await expectOnlyOurs(page);

  // The front desk's board is one, too.
  await page.context().clearCookies();
  await signIn(page, demo.support);
  const query = new URLSearchParams(back.split("?")[1] ?? "");
  const [date, visit] = [query.get("date") ?? "", query.get("selected") ?? appointment.split("/").pop() ?? ""];
  await page.goto(`/doctors-day/amina-okafor?date=${date}&selected=${visit}`);
  await expect(page.getByRole("main")).toContainText(name);
  await expectOnlyOurs(page);
  await page.goto(`/desk?date=${date}&selected=${visit}`);
  await expectOnlyOurs(page);

  // The mails, as the demo shows them.
  await page.goto("/demo/mail");
  await expectOnlyOurs(page);
  expect(foreign, "nothing opens, and nothing foreign is asked for").toEqual([]);
});
