// The table of ownership: walked through like a spreadsheet, and only what was touched is sent.
import { say } from "../clew/toasts.js";

const form = document.querySelector("[data-ownership]");
const bar = form.querySelector("[data-bar]");
const note = form.querySelector("[data-dirty]");
const hint = note.textContent;
const rows = () => [...form.querySelectorAll("tr[data-row]")];
const cells = (row) => [...row.querySelectorAll(".owner__cell")];
// What came back with a mistake in it still differs from what is stored.
const known = new Map([...form.querySelectorAll(".owner__cell")].map((cell) => [cell, cell.value]));
let leaving = false;

const isChanged = (row) => row.dataset.changed !== undefined || cells(row).some((cell) => cell.value !== known.get(cell));
const changedRows = () => rows().filter(isChanged);

function show() {
  const count = changedRows().length;
  for (const row of rows()) row.toggleAttribute("data-dirty", isChanged(row));
  bar.toggleAttribute("data-active", count > 0);
  note.textContent = count ? `${count} ${count === 1 ? "row" : "rows"} changed` : hint;
}

function move(cell, by) {
  const row = cell.closest("tr");
  const beside = rows()[rows().indexOf(row) + by];
  if (!beside) return;
  const [column] = cell.name.split("-");
  const next = cells(beside).find((each) => each.name.startsWith(`${column}-`)) ?? cells(beside)[0];
  next.focus();
  next.select?.();
}

form.addEventListener("keydown", (event) => {
  const cell = event.target.closest(".owner__cell");
  if (!cell || event.isComposing) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit();
  } else if (event.key === "Enter") {
    event.preventDefault();
    move(cell, event.shiftKey ? -1 : 1);
  } else if (event.key === "Escape" && cell.value !== known.get(cell)) {
    event.preventDefault();
    event.stopPropagation();
    cell.value = known.get(cell);
    show();
  }
});
form.addEventListener("input", show);
form.addEventListener("reset", (event) => {
  event.preventDefault();
  leaving = true;
  location.assign(location.pathname);
});
form.addEventListener("submit", (event) => {
  const changed = changedRows();
  if (!changed.length) {
    event.preventDefault();
    say("Nothing is different from what is saved.");
    return;
  }
  leaving = true;
  for (const row of rows()) {
    if (!changed.includes(row)) for (const field of row.querySelectorAll("input, select, textarea")) field.disabled = true;
  }
});
addEventListener("beforeunload", (event) => {
  if (!leaving && changedRows().length) event.preventDefault();
});
addEventListener("pageshow", () => {
  leaving = false;
  for (const field of form.querySelectorAll(":disabled")) field.disabled = false;
  show();
});
if (/Mac|iPhone|iPad/.test(navigator.platform)) for (const key of form.querySelectorAll("[data-mod]")) key.textContent = "⌘ ↵";
show();
form.querySelector("[aria-invalid]")?.focus();
