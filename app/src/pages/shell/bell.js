const { line, bell } = document.querySelector("script[data-bell]").dataset;

const look = async () => {
  const parts = document.querySelectorAll("[data-told]");
  const address = parts.length > 1 ? location.href : bell;
  const answer = await fetch(address, { headers: { "x-background": "1" } }).catch(() => null);
  if (answer?.redirected) return false;
  if (!answer?.ok) return true;
  const now = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of parts) {
    const fresh = now.getElementById(part.id);
    if (!fresh || fresh.innerHTML === part.innerHTML) continue;
    const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
    part.replaceChildren(...fresh.childNodes);
    if (focused) document.getElementById(focused)?.focus();
  }
  return true;
};

let source;
const open = () => {
  source = new EventSource(line);
  source.addEventListener("open", look);
  source.addEventListener("told", look);
  source.addEventListener("error", ({ target }) => {
    if (target.readyState === EventSource.CLOSED) setTimeout(again, 30_000, target);
  });
};
const again = async (refused) => {
  if (source === refused && (await look())) open();
};
const follow = () => {
  source?.close();
  source = undefined;
  if (!document.hidden) open();
};

addEventListener("told", look);
if (line) {
  follow();
  document.addEventListener("visibilitychange", follow);
}
