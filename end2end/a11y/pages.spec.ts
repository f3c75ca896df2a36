import { pages } from "../support/pages";
import { awake, expectNoSidewaysScroll, expectTidy, test } from "../support/test";

test.use({ expectedStatuses: [404, 422] });
// The desk shows the whole day of a place, and axe looks at all of it twice.
test.describe.configure({ mode: "parallel", timeout: 120_000 });

for (const { name, open } of pages) {
  test(`${name} has no barrier that axe finds, light and dark, wide and narrow`, async ({ page }) => {
    await open(page);
    await awake(page);
    await expectTidy(page);
    await page.setViewportSize({ width: 820, height: 900 });
    await expectNoSidewaysScroll(page);
    await page.emulateMedia({ colorScheme: "dark" });
    await page.setViewportSize({ width: 360, height: 800 });
    await expectTidy(page);
  });
}
