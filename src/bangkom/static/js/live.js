// Keeps a part marked `data-live` fresh while the server works. Without scripts the page reloads itself.
// The page is asked for again, each second or after as many as `data-live` says; its part replaces ours; when the part is
// gone the work is done and the page is loaded.

const PAUSE = 1000 * (Number(document.querySelector("[data-live]")?.dataset.live) || 1);
const LONGEST = 15000;

async function refresh(part, pause) {
  let next = pause;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-live]");
    if (!fresh) return location.reload();
    part.replaceChildren(...fresh.childNodes);
    next = PAUSE;
  } catch {
    next = Math.min(pause * 2, LONGEST); // no signal: ask less often, keep what is shown
  }
  setTimeout(refresh, next, part, next);
}

const part = document.querySelector("[data-live]");
if (part) setTimeout(refresh, PAUSE, part, PAUSE);
