/** The first of three ports; another one for a second run at the same time. */
const port = Number(process.env.MEDICONNECT_TEST_PORT ?? 3107);

/** Where the clinic is served while the tests run. */
export const address = `http://127.0.0.1:${port}`;

/** The same clinic by name: browsers keep passkeys for a name, not for a number. */
export const named = `http://localhost:${port}`;

/** Where a clinic on PostgreSQL is served, by two processes. */
export const postgresAddresses = [`http://127.0.0.1:${port + 1}`, `http://127.0.0.1:${port + 2}`] as const;

/** When the demo clock starts: Monday 23 November 2026, 08:00 in London. */
export const demoNow = "2026-11-23T08:00:00Z";

/** Debian's Chromium, kept from calling home. */
export const launch = {
  executablePath: process.env.CHROME_PATH ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
};
