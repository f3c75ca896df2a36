import { pages } from "../support/pages";
import { awake, expectNoSidewaysScroll, test } from "../support/test";

// Pictures for people: README shows some of them, and who changes a page looks at all of them.
test.use({ expectedStatuses: [404, 422], deviceScaleFactor: 1 });

const widths = [390, 820, 1280];
const schemes = ["light", "dark"] as const;

for (const { name, open } of pages) {
  test(`pictures of ${name}`, async ({ page }) => {
    await page.emulateMedia({ reducedMotion: "reduce" });
    await open(page);
    await awake(page);
    for (const colorScheme of schemes) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      for (const width of widths) {
        await page.setViewportSize({ width, height: width === 390 ? 844 : 900 });
        await expectNoSidewaysScroll(page);
        await page.mouse.move(0, 0);
        const path = `test-results/screenshots/${name}-${width}-${colorScheme}.png`;
        await page.screenshot({ path, fullPage: true });
      }
    }
  });
}
