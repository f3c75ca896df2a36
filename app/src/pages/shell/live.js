const { bell, line, left } = document.querySelector("script[data-line]").dataset;
const watched = document.querySelector("[data-events]")?.dataset.events ?? line;

/** Puts what is new in the place of what was there, child by child where that is possible; what was opened stays open, and nothing
 * goes from under somebody who writes. */
const put = (part, fresh) => {
  const [olds, news] = [[...part.children], [...fresh.children]];
  const focused = part.contains(document.activeElement) ? document.activeElement : null;
  if (focused?.matches("input, select, textarea")) return;
  for (const [at, details] of [...part.querySelectorAll("details")].entries()) {
    const same = fresh.querySelectorAll("details")[at];
    if (same) same.open = details.open;
  }
  if (olds.length !== news.length) part.replaceChildren(...fresh.childNodes);
  else olds.forEach((old, at) => old.isEqualNode(news[at]) || old.replaceWith(news[at]));
  if (!focused || focused.isConnected) return;
  const leads = focused.getAttribute("href");
  const same = (link) => leads && link.getAttribute("href") === leads;
  (document.getElementById(focused.id) ?? [...part.querySelectorAll("a")].find(same))?.focus();
};
/** Brings these parts of the page up to date by what is at `address`; false where nobody may see it any more. */
const renew = async (parts, address) => {
  if (parts.length === 0) return true;
  const answer = await fetch(address, { headers: { "x-background": "1" } }).catch(() => null);
  if (answer?.redirected) return false;
  if (!answer?.ok) return true;
  const now = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of parts) {
    const fresh = now.getElementById(part.id);
    if (fresh) put(part, fresh);
  }
  return true;
};
let leavingSince = -Infinity;
addEventListener("beforeunload", () => (leavingSince = Date.now()));
/** Who was signed in is so no more: what is on the screen is nobody else's to read. Signing in leads back to it. Not while the page is
 * being left already, as by signing out in it. */
const leave = () => {
  if (Date.now() - leavingSince < 10_000) setTimeout(told, 10_000);
  else location.replace(`/sign-in?return_to=${encodeURIComponent(location.pathname + location.search)}`);
};
/** Somebody was told something, or may have been signed out: the bell, and what else shows it. */
const told = async () => {
  const parts = document.querySelectorAll("[data-told]");
  const isSignedIn = await renew(parts, parts.length > 1 ? location.href : bell);
  if (!isSignedIn) leave();
  return isSignedIn;
};
/** A session ends by itself, unless another page was used meanwhile. When the server does not say so, it has ended. */
const stays = async () => {
  const answer = await fetch(bell, { headers: { "x-background": "1" } }).catch(() => null);
  if (answer?.ok && !answer.redirected) setTimeout(stays, 60_000);
  else leave();
};
if (left) setTimeout(stays, (Number(left) + 1) * 1000);
/** What is watched is another, or may be. Islands and times.js listen for it, too. A page that does not look again by itself says so. */
const changed = ({ data }) => {
  const newer = document.querySelector("[data-newer]");
  if (newer && newer.dataset.newer === data) newer.replaceWith(newer.content);
  // For islands that are not awake yet.
  document.documentElement.dataset.isOlder = "";
  dispatchEvent(new CustomEvent("changed", { detail: data }));
};

/** What ends by itself says in `data-ends` in how many seconds, by the clock of the server. A part that is kept right shows that it has; else
 * the whole page is loaded again. */
const shownSince = new WeakMap();
const end = () => {
  const now = Date.now();
  for (const part of document.querySelectorAll("[data-ends]")) {
    if (!shownSince.has(part)) shownSince.set(part, now);
    if (now - shownSince.get(part) < part.dataset.ends * 1000) continue;
    // Once more after a while, if nothing is heard.
    shownSince.set(part, now + 5_000 - part.dataset.ends * 1000);
    if (part.closest("[data-told]")) told();
    else location.reload();
  }
};
if (document.querySelector("[data-ending], [data-ends]")) setInterval(end, 500);

let source;
let hasMissed = false;
/** What changed since the page was asked for is told, too. */
const withAge = (address) => {
  const begin = performance.getEntriesByType("navigation")[0]?.fetchStart ?? 0;
  return `${address}${address.includes("?") ? "&" : "?"}age=${Math.ceil((performance.now() - begin) / 1000)}`;
};
const open = () => {
  source = new EventSource(hasMissed ? watched : withAge(watched));
  source.addEventListener("open", () => {
    told();
    if (hasMissed) changed({});
    hasMissed = false;
  });
  source.addEventListener("changed", changed);
  source.addEventListener("told", told);
  source.addEventListener("ended", told);
  source.addEventListener("error", ({ target }) => {
    hasMissed = true;
    if (target.readyState !== EventSource.CLOSED) return;
    told();
    setTimeout(again, 30_000, target);
  });
};
const again = async (refused) => {
  if (source === refused && (await told())) open();
};
/** A page that nobody sees needs none. */
const follow = () => {
  source?.close();
  source = undefined;
  if (document.hidden) hasMissed = true;
  else open();
};

follow();
document.addEventListener("visibilitychange", follow);
