/** Where the parts of the page that show free times are as they are now: in the page itself, if it is empty. Each has in `data-of` whose they are, or nothing for all that the
 * page watches, and an `id`. A time is a button that sends `start`, or a link with `data-start`. */
const { renewal } = document.querySelector("[data-renewal]").dataset;
/** How long what changes is gathered before it is looked at again, in milliseconds. */
const PAUSE = 500;
/** The same, when the server did not answer or has too much to do. */
const LONG_PAUSE = 10_000;
/** How long a time that was taken stays in its place, struck through: somebody may be about to press it. */
const LINGER = 3000;

/** Which part is to become which. */
const coming = new Map();
/** Puts what is new in the place of what was there, unless somebody points at it or is in it: then a little later. */
const put = (part, fresh) => {
  if (coming.get(part) !== fresh) return;
  if (part.matches(":hover, :focus-within")) {
    setTimeout(put, PAUSE, part, fresh);
    return;
  }
  coming.delete(part);
  // What stands below it does not move up.
  part.style.minBlockSize = `${part.offsetHeight}px`;
  part.className = fresh.className;
  const [olds, news] = [[...part.children], [...fresh.children]];
  if (olds.length !== news.length) part.replaceChildren(...news);
  else olds.forEach((old, at) => old.isEqualNode(news[at]) || old.replaceWith(news[at]));
};
/** Strikes through what cannot be had any more, and says whether there is something. A card has the first times of a day: one behind them may be
 * free as well. */
const strike = (part, fresh) => {
  const [days, freshDays] = [part, fresh].map((one) => [...one.querySelectorAll(".times__day")]);
  const timesOf = (one) => [...one.querySelectorAll('[name="start"], [data-start]')];
  const startOf = ({ value, dataset }) => Number(value ?? dataset.start);
  const isTaken = (time) => {
    const day = time.closest(".times__day");
    const free = timesOf(freshDays[days.indexOf(day)] ?? fresh).map(startOf);
    const mayBeBehind = free.length > 0 && free.length >= timesOf(day ?? part).length;
    return !free.includes(startOf(time)) && !(mayBeBehind && startOf(time) > Math.max(...free));
  };
  const taken = timesOf(part).filter(isTaken);
  for (const time of timesOf(part)) {
    if (time.matches("button")) time.disabled = taken.includes(time);
    // It comes back with what is put in its place.
    else if (taken.includes(time)) time.removeAttribute("href");
  }
  return taken.length > 0;
};
/** Looks at these parts again; false when that cannot be now. The order stays. */
const renew = async (parts) => {
  const address = new URL(renewal, location.href);
  const doctors = new Set(parts.map(({ dataset }) => dataset.of));
  address.searchParams.set("doctors", [...doctors].filter(Boolean).join());
  const answer = await fetch(address, { headers: { "x-background": "1" } }).catch(() => null);
  if (!answer?.ok) return false;
  const now = new DOMParser().parseFromString(await answer.text(), "text/html");
  const [heading, fresh] = [document, now].map((page) => page.getElementById("found"));
  if (fresh && heading.textContent !== fresh.textContent) heading.textContent = fresh.textContent;
  for (const part of parts) {
    const fresh = now.getElementById(part.id);
    const isTaken = strike(part, fresh ?? new DocumentFragment());
    if (!fresh) continue;
    coming.set(part, fresh);
    setTimeout(put, isTaken ? LINGER : 0, part, fresh);
  }
  return true;
};

const due = new Set();
let isLooking = false;
const look = async () => {
  if (isLooking) return;
  isLooking = true;
  // A page that is seen again looks at all of it.
  while (due.size > 0 && !document.hidden) {
    const parts = [...due];
    due.clear();
    const isRight = await renew(parts);
    if (!isRight) parts.forEach((part) => due.add(part));
    await new Promise((done) => setTimeout(done, isRight ? PAUSE : LONG_PAUSE));
  }
  isLooking = false;
};
const parts = [...document.querySelectorAll("[data-of]")];
addEventListener("changed", ({ detail }) => {
  const named = detail && detail !== "*" ? detail.split(",") : null;
  for (const part of parts) if (!named || !part.dataset.of || named.includes(part.dataset.of)) due.add(part);
  look();
});
// As high as it was on another width it need not be.
addEventListener("resize", () => parts.forEach(({ style }) => style.removeProperty("min-block-size")));
