// The list of notifications: a cursor, marks, and news that waits behind the pill.
import { register } from "../clew/keys.js";
import { say } from "../clew/toasts.js";
import { post } from "../workspace/requests.js";
import { tell } from "../workspace/undo.js";

const list = document.getElementById("told");
const pill = document.querySelector("[data-pill]");
const me = document.getElementById("bell")?.dataset.me;
const rows = () => [...list.querySelectorAll(".told")];
const current = () => list.querySelector(".told[data-cursor]");
const rowOf = (id, inside = list) => inside.querySelector(`.told[data-id="${id}"]`);
let fresh = null;

function to(row) {
  if (!row) return;
  mark(row);
  row.querySelector(".told__link").focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

function mark(row) {
  for (const each of list.querySelectorAll("[data-cursor]")) {
    each.removeAttribute("data-cursor");
    each.removeAttribute("aria-current");
  }
  row.setAttribute("data-cursor", "");
  row.setAttribute("aria-current", "true");
}

function move(step) {
  const all = rows();
  const at = all.indexOf(current());
  to(at < 0 ? all[0] : all[Math.min(Math.max(at + step, 0), all.length - 1)]);
}

async function fetchList() {
  try {
    const answer = await fetch(list.dataset.list, { headers: { "HX-Request": "true" } });
    if (!answer.ok) return null;
    return new DOMParser().parseFromString(await answer.text(), "text/html").body;
  } catch {
    return null; // the offline bar says it
  }
}

/** What is shown follows in place; what is new waits, unless nothing would move. */
async function follow() {
  fresh = await fetchList();
  if (!fresh) return;
  const shown = rows();
  for (const row of shown) {
    const now = rowOf(row.dataset.id, fresh);
    if (now && now.dataset.rev === row.dataset.rev) setUnread(row, now.hasAttribute("data-unread"));
  }
  const news = [...fresh.querySelectorAll(".told")].filter((row) => {
    const old = rowOf(row.dataset.id);
    const newest = shown.findIndex((each) => each.dataset.id === row.dataset.id) !== -1;
    return !newest ? isNewer(row, shown[0]) : old.dataset.rev !== row.dataset.rev;
  });
  if (!shown.length && news.length) return showNew();
  pill.hidden = !news.length;
  pill.querySelector("[data-pill-text]").textContent =
    news.length ? `${news.length} new ${news.length === 1 ? "notification" : "notifications"}` : "";
}

function isNewer(row, first) {
  const at = (each) => Date.parse(each.querySelector("time").dateTime);
  return !first || at(row) >= at(first);
}

async function showNew() {
  fresh ??= await fetchList();
  if (!fresh) return;
  const had = list.contains(document.activeElement);
  list.replaceChildren(...fresh.childNodes);
  fresh = null;
  globalThis.htmx?.process(list);
  pill.hidden = true;
  list.scrollTo({ top: 0 });
  if (had) to(rows()[0]);
}

function setUnread(row, unread) {
  if (row.hasAttribute("data-unread") === unread) return;
  row.toggleAttribute("data-unread", unread);
  const button = row.querySelector("[data-mark]");
  const words = unread ? "Mark as read" : "Mark as unread";
  button.setAttribute("aria-label", words);
  button.title = `${words} (E)`;
  const use = button.querySelector("use");
  use.setAttribute("href", use.getAttribute("href").replace(/#.*/, unread ? "#i-check" : "#i-mail"));
}

async function toggle(row) {
  if (!row) return;
  const unread = row.hasAttribute("data-unread");
  setUnread(row, !unread);
  const answer = await post(unread ? "/notifications/read" : "/notifications/unread", { id: row.dataset.id });
  if (answer.ok) return;
  setUnread(row, unread);
  say(answer.text, { tone: "error" });
}

list.addEventListener("focusin", (event) => {
  const row = event.target.closest(".told");
  if (row) mark(row);
});
list.addEventListener("click", (event) => {
  const row = event.target.closest(".told");
  if (!row) return;
  if (event.target.closest("[data-mark]")) return void toggle(row);
  if (!event.target.closest(".told__link") || !row.hasAttribute("data-unread")) return;
  const fields = new FormData(); // the page is left: a beacon arrives all the same
  fields.append("id", row.dataset.id);
  fields.append("csrfmiddlewaretoken", JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"]);
  navigator.sendBeacon("/notifications/read", fields);
});
pill.addEventListener("click", showNew);
document.querySelector("[data-read-all]").addEventListener("submit", async (event) => {
  event.preventDefault();
  const answer = await post(event.target.action, { all: "1" });
  if (!answer.ok) return say(answer.text, { tone: "error" });
  for (const row of rows()) setUnread(row, false);
  tell(answer.toast, { undone: follow });
});
document.addEventListener("bell", (event) => {
  const button = document.querySelector("[data-read-all] button");
  button.toggleAttribute("aria-disabled", !event.detail.unread);
});

const own = "List";
register(own, "j", "Next", () => move(1));
register(own, "k", "Previous", () => move(-1));
register(own, "arrowdown", "Next", () => move(1));
register(own, "arrowup", "Previous", () => move(-1));
register(own, "o", "Open", () => current()?.querySelector(".told__link").click());
register(own, "e", "Mark as read or unread", () => toggle(current()));
register(own, ".", "Show new rows", showNew);
document.addEventListener(`live:notifications/${me}`, follow);
document.addEventListener("live:resync", follow);
