// Merging, splitting and linking: dialogs that the server draws, sent without leaving the page.
import { say } from "../clew/toasts.js";
import { post } from "./requests.js";
import { carry, tell } from "./undo.js";

const dialog = () => document.getElementById("joining");

export async function openJoining(url) {
  const [html] = await Promise.all([read(url), style()]);
  if (html === null) return;
  const target = dialog();
  delete target.dataset.chosen; // until somebody chooses, the oldest open ticket stays
  target.innerHTML = html;
  target.showPopover();
  (target.querySelector("[autofocus]") ?? target.querySelector("input, button"))?.focus();
}

/** Pages that rarely join tickets load the styles with the first dialog. */
function style() {
  if (document.querySelector('link[href*="workspace/joining"]')) return null;
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = new URL("joining.css", import.meta.url).href;
  document.head.append(link);
  return new Promise((done) => { link.onload = done; link.onerror = done; });
}

async function read(url) {
  try {
    const answer = await fetch(url, { headers: { "HX-Request": "true" } });
    const text = await answer.text();
    if (answer.ok) return text;
    say(answer.status === 422 ? text : "This did not load. Try again.", { tone: "error" });
  } catch {
    say("There is no connection. Try again when you are online.", { tone: "error" });
  }
  return null;
}

/** The merge dialog anew, for other tickets or another survivor; what is ticked stays ticked. */
async function anew(form, change = () => {}) {
  const asked = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (name === "number" || (name === "survivor" && dialog().dataset.chosen)) asked.append(name, value);
  }
  change(asked);
  const html = await read(`${form.dataset.again}?${asked}`);
  if (html === null) return;
  const focused = document.activeElement?.matches("[data-anew]") && document.activeElement.value;
  dialog().innerHTML = html;
  const same = [...dialog().querySelectorAll("[name=survivor]")].find((each) => each.value === focused);
  (same ?? dialog().querySelector("[type=submit]:not([disabled])") ?? dialog().querySelector("[data-find]"))?.focus();
}

function refuse(form, text) {
  const line = form.querySelector(".joining__error");
  line.textContent = text;
  line.hidden = false;
}

async function send(form, submitter) {
  const button = form.querySelector("[type=submit]");
  button.disabled = true;
  const answer = await post(form.action, new FormData(form, submitter));
  button.disabled = false;
  if (!answer.ok) return refuse(form, answer.text);
  dialog().hidePopover();
  if (form.matches("[data-join-fragment]")) return show(answer);
  const event = new CustomEvent("clew:joined", { cancelable: true, detail: answer });
  if (document.dispatchEvent(event)) go(answer);
  return undefined;
}

function go({ toast, location: to }) {
  carry(toast);
  if (!to) return;
  if (location.pathname === to) location.reload();
  else location.assign(to);
}

function show(answer) {
  const links = document.getElementById("links");
  if (links) links.innerHTML = answer.text;
  tell(answer.toast, { undone: (back) => show({ text: back.text }) });
}

async function postLink(button) {
  const answer = await post(button.dataset.joinPost, {});
  if (answer.ok) show(answer);
  else say(answer.text, { tone: "error" });
}

let waiting = 0;
async function find(field) {
  const form = field.form;
  const found = form.querySelector(".joining__found");
  const q = field.value.trim();
  const asked = new URLSearchParams({ q });
  for (const number of new FormData(form).getAll("number")) asked.append("number", number);
  if (!q || /^\d*$/.test(q) && field.name === "other" && q.length > 8) return found.replaceChildren();
  const turn = ++waiting;
  const html = await read(`${field.dataset.find}?${asked}`);
  if (turn === waiting && html !== null) found.innerHTML = html;
  return undefined;
}

function choose(item) {
  const form = item.closest("form");
  const field = form.querySelector("[data-find]");
  item.closest(".joining__found").replaceChildren();
  if (form.dataset.again) return anew(form, (asked) => asked.append("number", item.dataset.found));
  field.value = item.dataset.found;
  return field.focus();
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest?.("[data-join-open]");
  if (opener) {
    opener.closest("[popover]")?.hidePopover();
    openJoining(opener.dataset.joinOpen);
    return;
  }
  const removal = event.target.closest?.("[data-join-post]");
  if (removal) postLink(removal);
  const item = event.target.closest?.("[data-found]");
  if (item) choose(item);
  const drop = event.target.closest?.("[data-drop]");
  if (drop) {
    const { form } = drop;
    drop.closest(".joining__choice").remove();
    anew(form);
  }
});
document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-anew]")) return;
  dialog().dataset.chosen = "yes";
  anew(event.target.form);
});
let timer = 0;
document.addEventListener("input", (event) => {
  if (!event.target.matches("[data-find]")) return;
  clearTimeout(timer);
  timer = setTimeout(find, 150, event.target);
});
document.addEventListener("keydown", (event) => {
  if (!event.target.matches?.("[data-find]")) return;
  const first = event.target.form.querySelector("[data-found]");
  if (event.key === "ArrowDown" && first) {
    event.preventDefault();
    first.focus();
  }
  // In the merge dialog Enter takes the first that was found; it never merges by surprise.
  if (event.key === "Enter" && (event.target.form.dataset.again || (first && !/^#?\d+$/.test(event.target.value.trim())))) {
    event.preventDefault();
    if (first) choose(first);
  }
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-join], [data-join-fragment]")) {
    event.preventDefault();
    send(form, event.submitter);
  }
  if (form.matches("[data-join-solve]")) {
    event.preventDefault();
    post(form.action, new FormData(form, event.submitter)).then((answer) => {
      if (!answer.ok) return say(answer.text, { tone: "error" });
      form.remove();
      return tell(answer.toast);
    });
  }
});

// Not in hx-trigger: htmx reads the slash of a topic as the beginning of a regular expression.
const links = document.getElementById("links");
if (links) {
  const again = () => globalThis.htmx.trigger(links, "again");
  document.addEventListener(links.dataset.topic, again);
  document.addEventListener("live:resync", again);
}
