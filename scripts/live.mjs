// Measures how soon a change is seen in another browser: one takes a time and gives it back, another looks at the doctor's page.
// Usage: node scripts/live.mjs http://127.0.0.1:3999

import { launchBrowser, settled } from "./browser.mjs";

const base = process.argv[2];
const rounds = 20;
const limitMilliseconds = 1000;

const milliseconds = (time) => `${time.toFixed(0).padStart(5)} ms`;

const browser = await launchBrowser();
try {
  const open = async () => (await browser.newContext()).newPage();
  const [other, page] = [await open(), await open()];
  await page.goto(`${base}/doctors`);
  const doctor = new URL(await page.locator('a[href^="/doctors/"]').first().getAttribute("href"), base).href;
  // Of the one doctor; the results before it watch several.
  const told = page.waitForResponse((answer) => /\/events\?doctor=[^%,]+$/.test(answer.url()));
  for (const one of [other, page]) {
    await one.goto(doctor);
    await settled(one);
  }
  await told;
  // What the page itself asks for a time, as its button does.
  const { schedule, service, minutes, start } = await other.evaluate(() => {
    const form = document.querySelector('form[action="/holds"]');
    const { value } = form.querySelector('button[name="start"]:not([disabled])');
    return { ...Object.fromEntries(new FormData(form)), start: value };
  });
  const time = page.locator(`button[name="start"][value="${start}"]`);
  const ask = (name, input) =>
    other.evaluate(
      async ([name, input]) => {
        const headers = { "content-type": "application/json" };
        const answer = await fetch(`/api/booking/${name}`, { method: "POST", headers, body: JSON.stringify(input) });
        if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
        return answer.json();
      },
      [name, input],
    );
  const delays = [];
  const seen = async (act, isFree) => {
    const result = await act();
    const since = performance.now();
    await page.waitForFunction(
      ([value, isFree]) => document.querySelector(`button[name="start"][value="${value}"]`)?.disabled === !isFree,
      [start, isFree],
    );
    delays.push(performance.now() - since);
    return result;
  };
  for (let round = 0; round < rounds; round++) {
    const input = { schedule, service, minutes: Number(minutes), start: Number(start) };
    const { id } = await seen(() => ask("hold", input), false);
    await seen(() => ask("release", { hold: id }), true);
  }
  await time.waitFor();
  delays.sort((a, b) => a - b);
  const [median, last] = [delays[Math.floor(delays.length / 2)], delays.at(-1)];
  console.log(`\nA time that is taken or given back is seen in another browser (${delays.length} times):`);
  console.log(`${milliseconds(median)} in the median, ${milliseconds(last)} at the last`);
  if (last > limitMilliseconds) {
    console.error("  more than a second");
    process.exitCode = 1;
  }
} finally {
  await browser.close();
}
