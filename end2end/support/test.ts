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
      // Of one test at a time: a worker has no other.
      isScripted = javaScriptEnabled !== false;
      const complaints = listen(context, expectedStatuses);
      await use();
      expect(complaints, "the console stays empty").toEqual([]);
    },
    { auto: true },
  ],
});

/** What the pages of a context complain about from now on. */
export function listen(context: BrowserContext, expectedStatuses: number[] = []): string[] {
  const complaints: string[] = [];
  const isExpected = (text: string) =>
    expectedStatuses.some((status) => text.includes(`status of ${status}`)) ||
    // What is fetched ahead for the islands is of no use without a script.
    (!hasScript() && /was preloaded using link preload but not used/.test(text));
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
  if (!hasScript()) return;
  // A press comes back when the next page begins: its islands may be still to come.
  await page.waitForLoadState("domcontentloaded");
  if ((await page.locator("leptos-island").count()) === 0) return;
  await expect(page.locator("html[data-awake]")).toBeAttached();
}

let isScripted = true;

/** Whether the pages of the test that runs have JavaScript; those of its other browsers are alike. */
export const hasScript = () => isScripted;

/** No violation of WCAG 2.2 A and AA, as far as axe can tell: axe is a script of the page. */
export async function expectAccessible(page: Page) {
  if (!hasScript()) return;
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  // Legacy: without a tab of its own for each look, which frames of other origins would need; there are none.
  const axe = new AxeBuilder({ page }).options({ resultTypes: ["violations"] }).setLegacyMode();
  const { violations } = await axe.withTags(tags).analyze();
  const found = violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(" | ")}`);
  expect(found, "axe finds nothing").toEqual([]);
}

/** Nothing sticks out to the side. */
export async function expectNoSidewaysScroll(page: Page) {
  const excess = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(excess, "the page is not wider than the window").toBeLessThanOrEqual(0);
}

/** Both. */
export async function expectTidy(page: Page) {
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
}

export { expect };
