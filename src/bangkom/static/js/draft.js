// Saves a draft while it is written. Without this script the page's buttons save; nothing else is lost.
// It never says more than is true: "local" only after the device has kept it, "sent" only after the server has.

const form = document.querySelector("form[data-draft]");
const state = form.querySelector("[data-save]");
const box = `bangkom-draf-${form.dataset.draft}`;
const fields = [...form.querySelectorAll("input:not([type=hidden]), textarea")];
const QUIET = 1500;
let wait = 2000;
let timer;
let busy;
let op;
let dirty = false;
let leaving = false;

const written = () => Object.fromEntries(fields.map((field) => [field.name, field.value]));
const revision = () => form.elements.revision.value || "0";

function kept() {
  try { return JSON.parse(localStorage.getItem(box)); } catch { return null; }
}

function keep() {
  try {
    localStorage.setItem(box, JSON.stringify({ revision: revision(), fields: written() }));
    return true;
  } catch { return false; }
}

function forget() {
  try { localStorage.removeItem(box); } catch { /* nothing was kept */ }
}

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  for (let at = 5, now = Date.now(); at >= 0; at -= 1, now = Math.floor(now / 256)) bytes[at] = now % 256;
  bytes[6] = (bytes[6] & 15) | 112;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

function say(name, words) {
  state.hidden = false;
  state.dataset.state = name;
  state.textContent = words || state.dataset[name];
}

function changed() {
  dirty = true;
  say(keep() ? "local" : "unsaved");
  clearTimeout(timer);
  timer = setTimeout(send, QUIET);
}

async function send() {
  clearTimeout(timer);
  if (busy) await busy;
  if (!dirty) return;
  busy = post();
  const done = await busy;
  busy = null;
  if (done) { wait = 2000; return; }
  timer = setTimeout(send, wait * (1 + Math.random() / 2));
  wait = Math.min(wait * 2, 300000);
}

// Returns whether there is nothing left to try: saved, or refused in words that the writer reads.
async function post() {
  const stop = new AbortController();
  const limit = setTimeout(() => stop.abort(), 15000);
  const body = new FormData(form);
  const sent = JSON.stringify(written());
  // The same again carries the same id: a reply that was lost on its way is given once more.
  if (!op || op.sent !== sent) op = { id: newId(), sent };
  body.set("op_id", op.id);
  try {
    const reply = await fetch(form.action, {
      method: "POST", redirect: "manual", signal: stop.signal, headers: { Accept: "application/json" }, body,
    });
    if (reply.type === "opaqueredirect" || reply.status === 403) {
      say("login", keep() ? "" : state.dataset.unsaved);
      return true;
    }
    if (reply.status !== 200 && reply.status !== 422) return false;
    const said = await reply.json();
    if (reply.status === 422) { say("unsaved", said.reason); return true; }
    form.elements.revision.value = said.revision;
    if (JSON.stringify(written()) === sent) {
      dirty = false;
      forget();
      say("sent", state.dataset.sent.replace("{jam}", said.at));
    } else {
      keep();
      timer = setTimeout(send, QUIET);
    }
    return true;
  } catch {
    return false;
  } finally {
    clearTimeout(limit);
  }
}

// What was kept on this device: put back where the draft is still the same, else shown for copying.
function restore() {
  const copy = kept();
  if (!copy) return;
  const differing = fields.filter((field) => field.name in copy.fields && copy.fields[field.name] !== field.value);
  if (!differing.length) { forget(); return; }
  if (copy.revision === revision()) {
    for (const field of differing) field.value = copy.fields[field.name];
    changed();
    return;
  }
  const left = form.querySelector("[data-leftover]");
  left.querySelector("pre").textContent = differing.map((field) => copy.fields[field.name]).filter(Boolean).join("\n\n");
  left.querySelector("button").addEventListener("click", () => { left.hidden = true; forget(); });
  left.hidden = false;
}

// A submit waits for the save under way, so that it does not come as an older revision. What was kept here is forgotten
// when this page shows the same as saved, not before.
form.addEventListener("submit", async (event) => {
  clearTimeout(timer);
  if (leaving || !busy) return;
  event.preventDefault();
  await busy;
  leaving = true;
  form.requestSubmit(event.submitter);
});
form.addEventListener("input", changed);
addEventListener("online", send);
document.addEventListener("visibilitychange", () => { if (document.hidden) send(); });
if (state.dataset.state) state.hidden = false;
if (!form.querySelector("[aria-invalid=true]")) restore();
