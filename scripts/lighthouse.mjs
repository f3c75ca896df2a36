// Runs Lighthouse with its phone settings on the pages of a booking and compares with what we promise.
// Usage: node scripts/lighthouse.mjs http://127.0.0.1:3999

import { browserFlags, browserPath, launchBrowser, load, pagesOfABooking } from "./browser.mjs";

const base = process.argv[2];
const promised = { performance: 95, accessibility: 100, "best-practices": 100 };

const { default: lighthouse } = await load("lighthouse");
const { launch } = await load("chrome-launcher");

async function visit({ url, cookies }) {
  const chrome = await launch({ chromePath: browserPath, chromeFlags: ["--headless=new", ...browserFlags] });
  try {
    const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
    const { lhr } = await lighthouse(url, {
      port: chrome.port,
      logLevel: "error",
      output: "json",
      onlyCategories: Object.keys(promised),
      extraHeaders: cookie ? { Cookie: cookie } : undefined,
    });
    return lhr;
  } finally {
    chrome.kill();
  }
}

const score = (report, category) => Math.round((report.categories[category].score ?? 0) * 100);

const keepsPromises = (report) => Object.entries(promised).every(([category, least]) => score(report, category) >= least);

// Performance depends on what else the machine does: a page that falls short is visited twice more, and the median counts.
async function judge(target) {
  const first = await visit(target);
  if (keepsPromises(first)) return first;
  const all = [first, await visit(target), await visit(target)];
  return all.sort((a, b) => score(a, "performance") - score(b, "performance"))[1];
}

const browser = await launchBrowser();
const pages = await pagesOfABooking(browser, base).finally(() => browser.close());

let short = false;
console.log(`\n${"Lighthouse, phone".padEnd(20)}${Object.keys(promised).map((name) => name.padStart(16)).join("")}`);
for (const target of pages) {
  const report = await judge(target);
  const scores = Object.keys(promised).map((category) => String(score(report, category)).padStart(16));
  console.log(`${target.name.padEnd(20)}${scores.join("")}`);
  if (keepsPromises(report)) continue;
  short = true;
  for (const [category, least] of Object.entries(promised)) {
    if (score(report, category) >= least) continue;
    for (const { id, weight } of report.categories[category].auditRefs) {
      const audit = report.audits[id];
      if (weight > 0 && audit.score !== null && audit.score < 1) {
        console.error(`  ${category}: ${audit.title} ${audit.displayValue ?? ""}`);
      }
    }
  }
}
process.exit(short ? 1 : 0);
