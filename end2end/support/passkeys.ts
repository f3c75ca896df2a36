import { type Page } from "@playwright/test";
import { awake, expect } from "./test";

/** A device of Chromium's own that keeps passkeys for this page's browser and answers at once. */
export async function virtualDevice(page: Page) {
  const client = await page.context().newCDPSession(page);
  await client.send("WebAuthn.enable");
  const { authenticatorId } = await client.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    /** Whether it knows its owner from now on. */
    knowsOwner: (isUserVerified: boolean) => client.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified }),
    /** Of all its passkeys. */
    credentials: async () => (await client.send("WebAuthn.getCredentials", { authenticatorId })).credentials,
    forgetAll: () => client.send("WebAuthn.clearCredentials", { authenticatorId }),
  };
}

/** From the list of passkeys back to it. */
export async function addPasskey(page: Page, name: string) {
  await page.getByRole("link", { name: "Add a passkey" }).click();
  await awake(page);
  await page.getByLabel("Name").fill(name);
  await page.getByRole("button", { name: "Add the passkey" }).click();
  await expect(page.getByText("The passkey is added")).toBeVisible();
}
