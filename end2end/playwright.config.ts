import { defineConfig, devices, type PlaywrightTestConfig } from "@playwright/test";
import { address, demoNow, launch, postgresAddresses } from "./support/environment";
import { type Clinic } from "./support/test";

// The demo clinics in folders of their own, the clock set to a Monday morning, so that a run does not depend on the day.
const data = `test-results/demo-${process.pid}`;
const host = (url: string) => new URL(url).host;
const gracefulShutdown = { signal: "SIGTERM", timeout: 30_000 } as const;

// Moving from page to page takes a software renderer half a second each time: the phone moves, the others are asked not to.
const chromium: PlaywrightTestConfig["use"] = {
  ...devices["Desktop Chrome"],
  viewport: { width: 1280, height: 900 },
  contextOptions: { reducedMotion: "reduce" },
};
const phone: PlaywrightTestConfig["use"] = { ...devices["Pixel 7"], viewport: { width: 390, height: 844 } };

// For people to look at: only `make screenshots` asks for them.
const pictures = { name: "screenshots", testMatch: /(screenshots\/pages|a11y\/mails)\.spec\.ts/, use: chromium };

export default defineConfig<Clinic>({
  testDir: ".",
  outputDir: "test-results/output",
  forbidOnly: true,
  // A test that passes only when it is repeated is a test that fails.
  retries: 0,
  workers: 2,
  timeout: 120_000,
  expect: { timeout: 10_000 },
  use: {
    baseURL: address,
    launchOptions: launch,
    // A visitor far away: what the pages show must not depend on the browser's zone.
    timezoneId: "Asia/Kathmandu",
    locale: "en-GB",
    trace: "retain-on-failure",
  },
  projects: [
    { name: "browser", testMatch: /(accounts|journeys|keyboard|races|staff)\/.*\.spec\.ts/, use: chromium },
    { name: "phone", testMatch: /journeys\/.*\.spec\.ts/, use: phone },
    { name: "no script", testMatch: /(accounts|journeys)\/.*\.spec\.ts/, use: { ...chromium, javaScriptEnabled: false } },
    {
      name: "postgres",
      testMatch: /(journeys|races)\/.*\.spec\.ts/,
      use: { ...chromium, baseURL: postgresAddresses[0], otherAddress: postgresAddresses[1] },
    },
    { name: "accessibility", testMatch: /a11y\/.*\.spec\.ts/, use: chromium },
    ...(process.env.MEDICONNECT_PICTURES ? [pictures] : []),
  ],
  webServer: [
    {
      command: `../scripts/mediconnect demo --data ${data} --listen ${host(address)} --now ${demoNow}`,
      url: `${address}/healthz`,
      timeout: 120_000,
      gracefulShutdown,
    },
    {
      // They share the folder of the mails: either of them may send one.
      command: `../scripts/demo-on-postgres ${postgresAddresses.map(host).join(" ")} --data ${data}-postgres --now ${demoNow}`,
      // Both.
      wait: { stdout: /(serves the demo clinic[^]*){2}/ },
      timeout: 120_000,
      gracefulShutdown,
    },
  ],
});
