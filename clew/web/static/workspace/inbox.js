// The inbox: a cursor, a selection, changes to either, and rows that keep themselves current.
import { register } from "../clew/keys.js";
import { say } from "../clew/toasts.js";
import { Cursor } from "./cursor.js";
import { LiveRows } from "./liverows.js";
import { openMenu } from "./menus.js";
import { remember } from "./order.js";
import { post } from "./requests.js";
import { Selection } from "./selection.js";
import { tell, tellCarried } from "./undo.js";
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

async function change(url, name, value) {
  const chosen = numbers();
  if (!chosen.length) return;
  const answer = await post(url, { number: chosen, [name]: value });
  if (!answer.ok) {
    say(answer.text, { tone: "error" });
    return;
  }
  selection.clear();
  await live.refresh(chosen, { leave: (row) => cursor.row === row && step(row) });
  tell(answer.toast, { undone: () => live.reload() });
}

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
  register(own, ".", "Show new rows", () => live.showNew());
  // A link in focus follows Enter by itself; after coming back nothing has the focus yet.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target === document.body) open();
  });
  if (!bar) return;
  register(own, "c", "New ticket", () => location.assign("/tickets/new"));
  register(own, "x", "Select", () => selection.toggle(cursor.row));
  register(own, "shift+x", "Select range", () => selection.extend(cursor.row));
  register("Ticket", "e", "Solve", () => change("/tickets/status", "status", "solved"));
  register("Ticket", "a", "Assign", () => menu("bulk-assignee"));
  register("Ticket", "shift+a", "Assign to me", () =>
    document.querySelector("#bulk-assignee [name=assignee]").click(),
  );
  register("Ticket", "s", "Status", () => menu("bulk-statuses"));
  // Not registered: Escape first closes what is open, and leaves the field.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || document.querySelector(":popover-open")) return;
    if (event.target.matches("input:not(.check), textarea") || bar.hidden) return;
    const wasInBar = bar.contains(event.target);
    selection.clear();
    if (wasInBar && cursor.row) cursor.to(cursor.row);
  });
}

function menu(id) {
  if (!numbers().length) return;
  const invoker = bar.hidden ? cursor.row.querySelector(".row__link") : bar.querySelector(`[popovertarget=${id}]`);
  openMenu(document.getElementById(id), invoker);
}

function bulk() {
  bar.addEventListener("submit", (event) => {
    event.preventDefault();
    change(bar.action, "status", event.submitter?.value ?? "solved");
  });
  bar.querySelector("[data-clear]").addEventListener("click", () => selection.clear());
  for (const each of document.querySelectorAll("[data-bulk-menu]")) {
    each.addEventListener("click", (event) => {
      const item = event.target.closest(".menu__item");
      if (!item) return;
      event.preventDefault();
      each.hidePopover();
      change(each.dataset.bulkMenu, item.name, item.value);
    });
  }
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
keepOrder();
tellCarried({ undone: () => live.reload() });
document.body.addEventListener("htmx:afterSettle", (event) => {
  if (list.contains(event.target)) {
    keepOrder();
    writers.showAll();
  }
  if (event.target.id !== "rail-counts") return;
  const count = document.querySelector(`#rail-counts [href="/inbox/${view}"] .nav__count`);
  if (count) document.getElementById("view-count").textContent = count.textContent;
});
