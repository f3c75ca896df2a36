const results = document.getElementById("results");
/** How long what changes is gathered before it is looked at again, in milliseconds. */
const PAUSE = 500;
/** The same, when the server did not answer or has too much to do. */
const LONG_PAUSE = 10_000;
/** How long a time that was taken stays in its place, struck through: somebody may be about to press it. */
const LINGER = 3000;

/** Which card is to become which. */
const coming = new Map();
/** Puts what is new in the place of what was there, unless somebody points at it or is in it: then a little later. */
const put = (card, fresh) => {
  if (coming.get(card) !== fresh) return;
  if (card.matches(":hover, :focus-within")) {
    setTimeout(put, PAUSE, card, fresh);
    return;
  }
  coming.delete(card);
  // What stands below it does not move up.
  card.style.minBlockSize = `${card.offsetHeight}px`;
  const news = [...fresh.children];
  [...card.children].forEach((old, at) => old.isEqualNode(news[at]) || old.replaceWith(news[at]));
};
/** Strikes through what cannot be had any more, and says whether there is something. A card has the first times of a day: one behind them may be
 * free as well. */
const strike = (card, fresh) => {
  const [days, freshDays] = [card, fresh].map((one) => [...one.querySelectorAll(".times__day")]);
  const timesOf = (part) => [...part.querySelectorAll('[name="start"]')];
  for (const time of timesOf(card)) {
    const day = time.closest(".times__day");
    const free = timesOf(freshDays[days.indexOf(day)] ?? fresh).map(({ value }) => Number(value));
    const start = Number(time.value);
    const mayBeBehind = free.length > 0 && free.length >= timesOf(day ?? card).length && start > Math.max(...free);
    time.disabled = !free.includes(start) && !mayBeBehind;
  }
  return timesOf(card).some(({ disabled }) => disabled);
};
/** Looks at the cards of these doctors again; false when that cannot be now. The order stays. */
const renew = async (doctors) => {
  const address = new URL(results.dataset.results, location.href);
  address.searchParams.set("doctors", doctors.join());
  const answer = await fetch(address, { headers: { "x-background": "1" } }).catch(() => null);
  if (!answer?.ok) return false;
  const now = new DOMParser().parseFromString(await answer.text(), "text/html");
  const [heading, fresh] = [document, now].map((page) => page.getElementById("found"));
  if (heading.textContent !== fresh.textContent) heading.textContent = fresh.textContent;
  for (const card of results.children) {
    if (!doctors.includes(card.dataset.of)) continue;
    const fresh = now.getElementById(card.id);
    const isTaken = strike(card, fresh ?? new DocumentFragment());
    if (!fresh) continue;
    coming.set(card, fresh);
    setTimeout(put, isTaken ? LINGER : 0, card, fresh);
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
    const doctors = [...due];
    due.clear();
    const isRight = await renew(doctors);
    if (!isRight) doctors.forEach((doctor) => due.add(doctor));
    await new Promise((done) => setTimeout(done, isRight ? PAUSE : LONG_PAUSE));
  }
  isLooking = false;
};
addEventListener("changed", ({ detail }) => {
  const named = detail && detail !== "*" ? detail.split(",") : null;
  for (const { dataset } of results.children) if (!named || named.includes(dataset.of)) due.add(dataset.of);
  look();
});
// As high as it was on another width it need not be.
addEventListener("resize", () => [...results.children].forEach(({ style }) => style.removeProperty("min-block-size")));
