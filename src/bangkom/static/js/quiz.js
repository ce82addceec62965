// Saves each answer of a quiz as it is given. Without this script the page's buttons save; nothing else is lost.
// It never says more than is true: "local" only after the phone has kept it, "sent" only after the server has.

const form = document.querySelector("form[data-quiz]");
const state = form.querySelector("[data-save]");
const box = `bangkom-kuis-${form.dataset.quiz}`;
const item = Number(form.dataset.item);
const inputs = [...form.querySelectorAll("[name=jawaban]")];
const text = inputs.find((input) => input.type === "text");
const pause = 700;
let said = text && text.defaultValue.trim();
let typing;
let truth = [state.dataset.state, state.textContent];
let wait = 2000;
let timer;
let busy;
let reached;
let leaving;

const unsent = new Map(kept());

function kept() {
  try { return JSON.parse(localStorage.getItem(box)) || []; } catch { return []; }
}

function keep() {
  try {
    if (unsent.size) localStorage.setItem(box, JSON.stringify([...unsent]));
    else localStorage.removeItem(box);
    return kept().length === unsent.size;
  } catch { return false; }
}

// Which browser, and in which order: rises even when the phone's clock is set back.
function order() {
  try {
    const [device, last] = JSON.parse(localStorage.getItem("bangkom-urutan")) || [newId(), 0];
    const seq = Math.max(Date.now(), last + 1);
    localStorage.setItem("bangkom-urutan", JSON.stringify([device, seq]));
    return { device, seq };
  } catch { return {}; }
}

// UUIDv7: time first, then chance.
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  for (let at = 5, now = Date.now(); at >= 0; at -= 1, now = Math.floor(now / 256)) bytes[at] = now % 256;
  bytes[6] = (bytes[6] & 15) | 112;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

function say(name, words) {
  truth = [name, words || state.dataset[name]];
  if (!typing) show(...truth);
}

function show(name, words) {
  state.hidden = false;
  state.dataset.state = name;
  if (state.textContent !== words) state.textContent = words;
}

function given() {
  if (text) return said ? [said] : [];
  return inputs.filter((input) => input.checked).map((input) => input.value);
}

// Words are an answer after a pause, on leaving the field, the page or the screen; each wording once.
function settled() {
  clearTimeout(typing);
  typing = 0;
  if (text.value.trim() === said) return show(...truth);
  said = text.value.trim();
  return answer();
}

function typed() {
  clearTimeout(typing);
  typing = setTimeout(settled, pause);
  if (text.value.trim() !== said) show("unsaved", state.dataset.unsaved);
}

function answer() {
  const response = given();
  const op = { op_id: newId(), item, response, ...order() };
  // The form carries the same id: pressing its button afterwards repeats this answer, it does not add one.
  form.elements.op_id.value = op.op_id;
  unsent.set(item, op);
  say(keep() ? "local" : "unsaved");
  send();
}

async function send() {
  if (busy) await busy;
  if (!unsent.size) return;
  clearTimeout(timer);
  busy = post([...unsent.values()]);
  const done = await busy;
  busy = null;
  if (done) { wait = 2000; return; }
  timer = setTimeout(send, wait * (1 + Math.random() / 2));
  wait = Math.min(wait * 2, 300000);
}

async function post(ops) {
  const stop = new AbortController();
  const limit = setTimeout(() => stop.abort(), 15000);
  reached = false;
  try {
    const reply = await fetch(form.dataset.url, {
      method: "POST",
      redirect: "manual",
      signal: stop.signal,
      headers: { "Content-Type": "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
      body: JSON.stringify({ ops }),
    });
    if (reply.type === "opaqueredirect" || reply.status === 403) say("login", keep() ? "" : state.dataset.unsaved);
    reached = reply.status < 500 && reply.status !== 429;
    if (reply.status !== 200 && reply.status !== 422) return false;
    for (const result of (await reply.json()).results) settle(result);
    return true;
  } catch {
    return false;
  } finally {
    clearTimeout(limit);
  }
}

function settle(result) {
  for (const [which, op] of unsent) {
    if (op.op_id !== result.op_id) continue;
    unsent.delete(which);
    keep();
    if (which !== item && inputs.length) continue;
    if (result.reason) say("unsaved", result.reason);
    else if (inputs.length || !unsent.size) say("sent", state.dataset.sent.replace("{jam}", result.at));
  }
}

function restore() {
  const op = unsent.get(item);
  if (op) {
    if (text) text.value = said = op.response[0] || "";
    else for (const input of inputs) input.checked = op.response.includes(input.value);
    form.elements.op_id.value = op.op_id;
  }
  if (op || (unsent.size && !inputs.length)) say("local");
}

// Leave the page only when the server answers: a weak signal must not end on the browser's error page.
form.addEventListener("submit", async (event) => {
  if (text) settled();
  if (leaving || !unsent.size) return;
  event.preventDefault();
  await send();
  if (unsent.size && !reached) return;
  leaving = true;
  form.requestSubmit(event.submitter);
});
form.addEventListener("change", text ? settled : answer);
if (text) form.addEventListener("input", typed);
addEventListener("online", send);
document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); else if (text) settled(); });
restore();
// A browser that comes back to the page may bring words that were never sent.
if (text && text.value.trim() !== said) settled();
send();
