// What one can do here, by name: every key of the page, every menu item, and whatever says
// data-command="Name". Choosing a command does what the key or the click would do.
import { registered } from "./keys.js";

const MOVING = new Set(["/", "mod+k", "j", "k", "arrowdown", "arrowup", "o", ".", "u"]);

export function commands() {
  const found = [];
  const add = (command) => {
    const same = (each) => each.label.toLowerCase() === command.label.toLowerCase();
    if (command.label && !found.some(same)) found.push(command);
  };
  for (const [combo, { section, label, run }] of registered()) {
    if (!MOVING.has(combo)) add({ label, aside: section, also: "set change", combo, run });
  }
  for (const element of document.querySelectorAll("[data-command]")) {
    if (usable(element)) add({ label: element.dataset.command, aside: "This page", combo: element.dataset.key ?? "", element });
  }
  for (const element of document.querySelectorAll("[data-key]")) {
    if (usable(element)) add({ label: nameOf(element), aside: "This page", combo: element.dataset.key, element });
  }
  for (const element of document.querySelectorAll("[data-copy][aria-label]")) add({ label: nameOf(element), aside: "This page", combo: "", element });
  for (const menu of document.querySelectorAll(".menu[popover]")) fromMenu(menu, add);
  if (document.querySelector(".ticket")) add({ label: "Print this ticket", aside: "Ticket", combo: "", run: () => print() });
  return found;
}

function fromMenu(menu, add) {
  if (menu.matches("[data-bulk-menu]") && !document.querySelector(".row[data-cursor], .row[aria-selected=true], .row :checked")) return;
  const title = menu.querySelector(".menu__title")?.textContent.trim() ?? "";
  const group = menu.id === "me" ? "" : title;
  for (const item of menu.querySelectorAll("a.menu__item[href], button.menu__item")) {
    const form = item.form;
    if (!usable(item) || item.ariaPressed === "true") continue;
    if (form?.querySelector("input:not([type=hidden], [type=search]), textarea")) continue; // it asks for words first
    const own = item.closest("form[data-theme-form]") ? "Theme" : group;
    const words = textOf(item);
    add({ label: own ? `${own}: ${words}` : words, aside: menu.id === "me" && !own ? "You" : "", also: "set change", combo: "", element: item });
  }
}

const usable = (element) => !element.disabled && !element.hidden && element.ariaDisabled !== "true";

function textOf(element) {
  const copy = element.cloneNode(true);
  for (const part of copy.querySelectorAll("kbd, .keys, .avatar, .visually-hidden, svg")) part.remove();
  return copy.textContent.replace(/\s+/g, " ").trim();
}

const nameOf = (element) => element.getAttribute("aria-label") ?? element.dataset.label ?? textOf(element);

/** Best first: each word begins a word of the name; the name begins so; or nothing was typed. */
export function matching(text, all) {
  const wanted = text.toLowerCase().split(/\s+/).filter(Boolean);
  const scored = [];
  for (const command of all) {
    const words = `${command.label} ${command.aside} ${command.also ?? ""}`.toLowerCase().split(/[\s:,/()]+/);
    if (!wanted.every((part) => words.some((word) => word.startsWith(part)))) continue;
    const begins = command.label.toLowerCase().startsWith(wanted.join(" "));
    const named = wanted.every((part) => command.label.toLowerCase().split(/[\s:]+/).some((word) => word.startsWith(part)));
    scored.push({ command, score: (begins ? 4 : 0) + (named ? 2 : 0) + (command.combo ? 1 : 0) });
  }
  return scored.sort((a, b) => b.score - a.score).map(({ command, score }) => ({ ...command, sure: score > 3 }));
}
