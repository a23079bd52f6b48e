// The list of customers: j, k and the arrows move, enter opens, [ and ] change the list; typing
// searches. Forms of lists and the picker of columns are loaded when somebody needs them.
import { register } from "../clew/keys.js";
import "../workspace/menus.js";
import { tellCarried } from "../workspace/undo.js";
import "./fragments.js";

const list = document.getElementById("roster");
const search = document.querySelector("[data-roster-search]");
let stale = false; // typed, but the list still answers the text before
let opening = false; // enter was pressed meanwhile
const rows = () => [...list.querySelectorAll("tr[data-row]")];

function move(by) {
  const all = rows();
  if (!all.length) return;
  const at = all.findIndex((row) => "cursor" in row.dataset);
  const next = all[Math.max(0, Math.min(all.length - 1, at + by))];
  for (const row of all) delete row.dataset.cursor;
  next.dataset.cursor = "";
  next.scrollIntoView({ block: "nearest" });
  if (document.activeElement !== search) next.querySelector("a").focus({ preventScroll: true });
}

function open() {
  const chosen = list.querySelector("tr[data-cursor] a") ?? (document.activeElement === search ? list.querySelector("tr[data-row] a") : null);
  chosen?.click();
}

search?.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown") { event.preventDefault(); move(1); }
  if (event.key === "ArrowUp") { event.preventDefault(); move(-1); }
  if (event.key === "Enter") {
    event.preventDefault();
    if (stale) opening = true;
    else open();
  }
});

search?.addEventListener("input", () => { stale = true; opening = false; });
list?.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target !== list) return;
  stale = false;
  if (opening) open();
  opening = false;
});

const tabs = document.querySelector(".roster__bar .tabs");
function step(by) {
  const all = [...tabs.querySelectorAll("a")];
  const at = all.findIndex((tab) => tab.hasAttribute("aria-current"));
  const next = all[at + by];
  if (next) location.assign(next.href);
}
const current = tabs?.querySelector("[aria-current]");
if (current) tabs.scrollLeft = current.offsetLeft - tabs.offsetLeft - (tabs.clientWidth - current.offsetWidth) / 2;

register("List", "j", "Next", () => move(1));
register("List", "k", "Previous", () => move(-1));
register("List", "arrowdown", "Next", () => move(1));
register("List", "arrowup", "Previous", () => move(-1));
register("List", "o", "Open", open);
register("List", "s", "Find in this list", () => search?.select());
register("List", "[", "Previous list", () => step(-1));
register("List", "]", "Next list", () => step(1));

document.addEventListener("submit", async (event) => {
  if (!event.target.matches("[data-list-form]")) return;
  event.preventDefault();
  const { submit } = await import("./lists.js");
  submit(event.target, event.submitter);
});
document.getElementById("columns")?.addEventListener("toggle", async (event) => {
  if (event.newState === "open") (await import("./lists.js")).picker(event.target);
});
tellCarried({ undone: (answer) => (answer?.location ? location.assign(answer.location) : location.reload()) });
