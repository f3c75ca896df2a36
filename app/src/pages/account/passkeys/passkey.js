const box = document.getElementById("passkey");
const form = box.querySelector("form");
const button = form.querySelector("button");
const trouble = document.getElementById("passkey-trouble");
const { purpose, domain } = box.dataset;

// Options and answers are JSON with bytes in Base64url; browsers of 2024 want and give buffers.
const toBytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
const toText = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

const read = (options) => {
  const named = [options.user, ...(options.allowCredentials ?? []), ...(options.excludeCredentials ?? [])];
  for (const it of named.filter(Boolean)) it.id = toBytes(it.id);
  return { ...options, challenge: toBytes(options.challenge) };
};
const write = ({ rawId, response }) => {
  const said = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) said[name] = toText(response[name]);
  }
  return JSON.stringify({ id: toText(rawId), rawId: toText(rawId), type: "public-key", response: said });
};

const busy = (on) => {
  for (const name of ["aria-busy", "aria-disabled"]) on ? button.setAttribute(name, "true") : button.removeAttribute(name);
};
const say = (what, minutes) => {
  const words = document.getElementById(`passkey-${what}`).content.cloneNode(true);
  if (minutes > 1) words.querySelector("[data-minutes]").textContent = `${minutes} minutes`;
  trouble.replaceChildren(words);
  busy(false);
};
/** As a browser without a script does: the page takes the answer, or says why not. */
const send = (answer) => {
  form.elements.passkey_answer.value = answer;
  form.submit();
};

const ask = async () => {
  const name = form.elements.passkey_name?.value ?? "";
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ purpose, name });
  const asked = await fetch("/api/passkey/ask", { method: "POST", headers, body }).catch(() => null);
  if (!asked || asked.status >= 500) return say("unreachable");
  const said = await asked.json().catch(() => null);
  if (asked.status === 429) return say("wait", Math.ceil(said?.refused?.too_many_tries.retry_after_secs / 60));
  if (!asked.ok) return send("");
  const { credentials } = navigator;
  try {
    const options = { publicKey: read(JSON.parse(said)) };
    send(write(await (purpose === "add" ? credentials.create(options) : credentials.get(options))));
  } catch (error) {
    const known = { NotAllowedError: "cancelled", AbortError: "cancelled", InvalidStateError: "known" };
    say(known[error.name] ?? "failed");
  }
};

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (button.ariaBusy === "true") return;
  busy(true);
  trouble.replaceChildren();
  ask();
});
// Who comes back finds the page as they left it.
addEventListener("pageshow", ({ persisted }) => persisted && busy(false));

const isOfDomain = location.hostname === domain || location.hostname.endsWith(`.${domain}`);
const takesPasskeys = isOfDomain && isSecureContext && "PublicKeyCredential" in window;
box.hidden = !takesPasskeys;
const none = document.getElementById("passkey-none");
if (none) none.hidden = takesPasskeys;
