import AxeBuilder from "@axe-core/playwright";
import { expect, test as base, type BrowserContext, type Page } from "@playwright/test";
import { address } from "./environment";

export type Clinic = {
  /** Where a second browser finds the clinic: at another process, if several serve it. */
  otherAddress: string;
};

/** Fails a test in whose pages anything was written to the console as a warning or an error, or broke. */
export const test = base.extend<Clinic & { quiet: void; expectedStatuses: number[] }>({
  otherAddress: [address, { option: true }],
  /** Answers such as 409 that a test provokes; the browser reports each as an error. */
  expectedStatuses: [[], { option: true }],
  quiet: [
    async ({ context, expectedStatuses, javaScriptEnabled }, use) => {
      const complaints = listen(context, expectedStatuses, javaScriptEnabled === false);
      await use();
      expect(complaints, "the console stays empty").toEqual([]);
    },
    { auto: true },
  ],
});

/** What the pages of a context complain about from now on. */
export function listen(context: BrowserContext, expectedStatuses: number[] = [], hasNoScript = false): string[] {
  const complaints: string[] = [];
  const isExpected = (text: string) =>
    expectedStatuses.some((status) => text.includes(`status of ${status}`)) ||
    // What is fetched ahead for the islands is of no use without a script.
    (hasNoScript && /was preloaded using link preload but not used/.test(text));
  context.on("console", (message) => {
    const isComplaint = message.type() === "error" || message.type() === "warning" || /hydrat/i.test(message.text());
    if (isComplaint && !isExpected(message.text())) complaints.push(`${message.type()}: ${message.text()}`);
  });
  context.on("weberror", (error) => {
    // Chromium gives up a transition between pages when the next click comes before it is drawn.
    if (!/ViewTransition|Transition was (aborted|skipped)/.test(error.error().message)) {
      complaints.push(`broke: ${error.error().message}`);
    }
  });
  return complaints;
}

/** Waits until the islands of a page react; nothing to wait for without them or without JavaScript. */
export async function awake(page: Page) {
  if (!(await hasScript(page))) return;
  if ((await page.locator("leptos-island").count()) === 0) return;
  await expect(page.locator("html[data-awake]")).toBeAttached();
}

/** Without JavaScript what a test evaluates is answered all the same, but no timer of the page ever ends. */
export async function hasScript(page: Page): Promise<boolean> {
  if (test.info().project.use.javaScriptEnabled === false) return false;
  const timer = page.evaluate(() => new Promise<boolean>((done) => setTimeout(() => done(true), 0)));
  const patience = new Promise<boolean>((done) => setTimeout(() => done(false), 3_000));
  return Promise.race([timer.catch(() => false), patience]);
}

/** No violation of WCAG 2.2 A and AA, as far as axe can tell: axe is a script of the page. */
export async function expectAccessible(page: Page) {
  if (!(await hasScript(page))) return;
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
  const found = violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(" | ")}`);
  expect(found, "axe finds nothing").toEqual([]);
}

/** Nothing sticks out to the side. */
export async function expectNoSidewaysScroll(page: Page) {
  const excess = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(excess, "the page is not wider than the window").toBeLessThanOrEqual(0);
}

export { expect };
