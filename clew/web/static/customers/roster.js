// The list of customers: j, k and the arrows move, enter opens; typing searches.
import { register } from "../clew/keys.js";
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
const current = document.querySelector(".roster__bar [aria-current]");
list?.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target !== list) return;
  stale = false;
  if (opening) open();
  opening = false;
  current?.toggleAttribute("aria-current", !search.value.trim()); // results are of every kind
  if (current?.hasAttribute("aria-current")) current.setAttribute("aria-current", "page");
});

register("List", "j", "Next", () => move(1));
register("List", "k", "Previous", () => move(-1));
register("List", "arrowdown", "Next", () => move(1));
register("List", "arrowup", "Previous", () => move(-1));
register("List", "o", "Open", open);
register("List", "f", "Find a customer", () => search?.select());
