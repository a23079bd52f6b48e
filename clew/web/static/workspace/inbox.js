// The inbox: a cursor, a selection, changes to either, and rows that keep themselves current.
import { mention, register } from "../clew/keys.js";
import { Bulk } from "./bulk.js";
import { Cursor } from "./cursor.js";
import { exactCount } from "../views/exact.js";
import { LiveRows } from "./liverows.js";
import { remember } from "./order.js";
import { Selection } from "./selection.js";
import { tellCarried } from "./undo.js";
import { Writers } from "./writers.js";

const list = document.getElementById("list");
const bar = document.getElementById("bulk");
const { view } = list.dataset;
const cursor = new Cursor(list, view);
const selection = bar && new Selection(list, bar);
const writers = new Writers(list, list.dataset.me);
const live = new LiveRows(list, {
  pill: document.querySelector("[data-pill]"),
  changed: () => {
    selection?.show();
    cursor.restore();
    keepOrder();
    writers.showAll();
  },
});

function keepOrder() {
  const total = Number(document.getElementById("view-count").textContent) || 0;
  remember(view, cursor.rows.map((row) => row.dataset.number), total);
}

function open() {
  cursor.row?.querySelector(".row__link").click();
}

const numbers = () => {
  if (selection?.numbers.length) return selection.numbers;
  return cursor.row ? [cursor.row.dataset.number] : [];
};

function step(row) {
  const beside = cursor.beside(row);
  if (beside) cursor.to(beside);
}

function keys() {
  const own = "List";
  register(own, "j", "Next", () => cursor.move(1));
  register(own, "k", "Previous", () => cursor.move(-1));
  register(own, "arrowdown", "Next", () => cursor.move(1));
  register(own, "arrowup", "Previous", () => cursor.move(-1));
  register(own, "o", "Open", open);
  mention(own, "enter", "Open");
  register(own, ".", "Show new rows", () => live.showNew());
  // A link in focus follows Enter by itself; after coming back nothing has the focus yet.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target === document.body) open();
  });
  if (!bar) return;
  register(own, "c", "New ticket", () => location.assign("/tickets/new"));
  register(own, "x", "Select", () => selection.toggle(cursor.row));
  register(own, "shift+x", "Select range", () => selection.extend(cursor.row));
  // Not registered: Escape first closes what is open, and leaves the field.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || document.querySelector(":popover-open")) return;
    if (event.target.matches("input:not(.check), textarea") || bar.hidden) return;
    const wasInBar = bar.contains(event.target);
    selection.clear();
    if (wasInBar && cursor.row) cursor.to(cursor.row);
  });
}

function bulk() {
  new Bulk({ list, bar, selection, live, cursor, numbers, step });
  // On a phone there is no room for boxes: the face is the box.
  list.addEventListener("click", (event) => {
    const row = event.target.closest(".row");
    if (!event.target.closest(".row__who > .avatar") || !matchMedia("(max-width: 48rem)").matches) return;
    event.preventDefault();
    selection.toggle(row);
  });
}

keys();
if (bar) bulk();
if (bar) bar.addEventListener("selected", () => exactCount(list, () => selection.show()));
keepOrder();
tellCarried({ undone: () => live.reload() });
document.body.addEventListener("htmx:afterSettle", (event) => {
  if (list.contains(event.target)) {
    keepOrder();
    writers.showAll();
  }
  if (event.target.id !== "rail-counts") return;
  const count = document.querySelector(`#rail-counts [href="/inbox/${list.dataset.slug}"] .nav__count`);
  if (count && !list.dataset.filter) document.getElementById("view-count").textContent = count.textContent;
});
