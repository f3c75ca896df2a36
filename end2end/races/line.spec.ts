import { type AddressInfo, connect, createServer, type Socket } from "node:net";

import { address } from "../support/environment";
import { awake, expect, listen, test } from "../support/test";

const doctor = "/doctors/rupert-ashdown?from=2027-01-11";

/** Stands between a browser and the server. What is cut is gone at once, and nothing comes through until it is mended. */
async function breakable(to: URL) {
  const open = new Set<Socket>();
  let isCut = false;
  const between = createServer((near) => {
    if (isCut) {
      near.destroy();
      return;
    }
    const far = connect(Number(to.port), to.hostname);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        open.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  await new Promise<void>((ready) => between.listen(0, "127.0.0.1", ready));
  const { port } = between.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}`,
    cut() {
      isCut = true;
      open.forEach((socket) => socket.destroy());
    },
    mend() {
      isCut = false;
    },
    end() {
      this.cut();
      between.close();
    },
  };
}

test("a page whose line was cut catches up by itself when it is back", async ({ browser, baseURL, otherAddress }) => {
  const line = await breakable(new URL(baseURL ?? address));
  // The browser reports each request that does not come through: this console is not looked at.
  const watching = await browser.newContext({ baseURL: line.address });
  const page = await watching.newPage();
  const opened = page.waitForResponse((response) => response.url().includes("/events"));
  await page.goto(doctor);
  await awake(page);
  await opened;
  await page.evaluate(() => document.documentElement.setAttribute("data-same-page", ""));
  const start = await page.locator("button[name=start]:not([disabled])").first().getAttribute("value");
  const time = page.locator(`button[name=start][value="${start}"]`);

  const cut = page.waitForEvent("requestfailed", (request) => request.url().includes("/events"));
  line.cut();
  await cut;

  const other = await browser.newContext({ baseURL: otherAddress });
  const complaints = listen(other);
  const visitor = await other.newPage();
  await visitor.goto(doctor);
  await awake(visitor);
  await visitor.locator(`button[name=start][value="${start}"]`).click();
  await visitor.waitForURL(/\/book\//);
  await awake(visitor);
  await expect(time, "nothing is heard without a line").toBeEnabled();

  line.mend();
  await expect(time, "looked at again when the line is back").toBeDisabled({ timeout: 20_000 });
  await expect(page.locator("html[data-same-page]"), "and not by loading the page").toBeAttached();

  // And it is heard from then on.
  await visitor.getByRole("button", { name: "Choose another time" }).first().click();
  await visitor.waitForURL(/\/doctors\//);
  await expect(time).toBeEnabled();
  expect(complaints).toEqual([]);
  await other.close();
  await watching.close();
  line.end();
});
