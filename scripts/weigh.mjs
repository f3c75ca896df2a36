// Weighs the first visit to the pages of a booking: every byte of every file over the wire, with an empty cache.
// Usage: node scripts/weigh.mjs http://127.0.0.1:3999

import { launchBrowser, pagesOfABooking, settled } from "./browser.mjs";

const base = process.argv[2];
const limitKilobytes = 200;
// A page without code downloads is weighed for the table only.
const limited = new Set(["doctor", "booking", "sign in"]);

const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1).padStart(8)} kB`;

async function weigh(browser, { url, cookies }) {
  const context = await browser.newContext();
  await context.addCookies(cookies);
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  const files = new Map();
  await session.send("Network.enable");
  await session.send("Network.setCacheDisabled", { cacheDisabled: true });
  session.on("Network.responseReceived", ({ requestId, response, type }) => {
    const encoding = Object.entries(response.headers).find(([name]) => name.toLowerCase() === "content-encoding")?.[1];
    files.set(requestId, { path: new URL(response.url).pathname, type, encoding: encoding ?? "plain", bytes: 0 });
  });
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const file = files.get(requestId);
    if (file) file.bytes = encodedDataLength;
  });
  // A page whose islands sleep would be light, and wrong.
  page.on("pageerror", (error) => {
    throw new Error(`${url}: ${error.message}`);
  });
  await page.goto(url);
  await settled(page);
  await context.close();
  return [...files.values()].sort((a, b) => b.bytes - a.bytes);
}

const browser = await launchBrowser();
let tooHeavy = false;
try {
  for (const target of await pagesOfABooking(browser, base)) {
    const files = await weigh(browser, target);
    const total = files.reduce((sum, file) => sum + file.bytes, 0);
    console.log(`\n${target.name}: ${new URL(target.url).pathname}`);
    for (const { path, type, encoding, bytes } of files) {
      console.log(`${kilobytes(bytes)}  ${encoding.padEnd(5)}  ${type.toLowerCase().padEnd(10)}  ${path}`);
    }
    console.log(`${kilobytes(total)}  in all, ${files.length} files`);
    if (limited.has(target.name) && total > limitKilobytes * 1000) {
      console.error(`  more than ${limitKilobytes} kB`);
      tooHeavy = true;
    }
  }
} finally {
  await browser.close();
}
process.exit(tooHeavy ? 1 : 0);
