// The keyboard. Pages add their keys with register(); the "?" list is drawn from the same table.
//   import { register } from "/static/clew/keys.js";
//   register("Ticket", "r", "Reply", () => composer.focus());
// Combos: "r", "shift+a", "g i" (one after the other), "mod+enter" (cmd or ctrl; works in fields).
import { openPalette } from "./palette.js";

const SEQUENCE = 1200; // ms to type the second key of "g i"
const table = new Map();
let prefix = "";
let timer = 0;

export function register(section, combo, label, run) {
  table.set(combo, { section, label, run });
}

export function unregister(combo) {
  table.delete(combo);
}

const elsewhere = [];

/** A key that a field or the browser answers itself: only for the list of keys. */
export function mention(section, combo, label) {
  elsewhere.push([combo, { section, label }]);
}

/** For the palette: every key is a command too. */
export const registered = () => [...table];

const visit = (path) => () => location.assign(path);
const toggle = (id) => () => document.getElementById(id)?.togglePopover();

register("Move", "/", "Search", () => openPalette());
register("Move", "mod+k", "Search and commands", () => openPalette());
register("Go to", "g i", "Inbox", visit("/inbox"));
register("Go to", "g c", "Customers", visit("/customers/"));
register("Go to", "g r", "Insights", visit("/insights"));
register("Go to", "?", "This list", toggle("keymap"));
mention("Move", "escape", "Close, clear, leave the field");

function inField(target) {
  return target.isContentEditable || target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [role=textbox]");
}

function comboOf(event) {
  const key = event.key.toLowerCase();
  if (event.metaKey || event.ctrlKey) return `mod+${key}`;
  return event.shiftKey && /^[a-z]$/.test(key) ? `shift+${key}` : key;
}

// A button can bring its key along: <a data-key="c" …>New ticket</a>.
function onPage(combo) {
  const element = document.querySelector(`[data-key="${CSS.escape(combo)}"]`);
  return element ? { run: () => element.click() } : null;
}

function find(combo) {
  const whole = prefix ? `${prefix} ${combo}` : combo;
  clearTimeout(timer);
  prefix = "";
  const found = table.get(whole) ?? onPage(whole);
  if (found) return found;
  if ([...table.keys()].some((known) => known.startsWith(`${whole} `))) {
    prefix = whole;
    timer = setTimeout(() => { prefix = ""; }, SEQUENCE);
  }
  return null;
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.altKey || event.repeat && event.key.length > 1) return;
  const combo = comboOf(event);
  const single = !combo.startsWith("mod+");
  if (single && document.body.dataset.singleKeys === "off") return;
  if (event.key === "Escape") { if (inField(event.target) && !event.target.closest("[popover]")) event.target.blur(); }
  if (single && inField(event.target)) return;
  if (single && document.querySelector("dialog[open], .dialog:popover-open") && combo !== "?") return;
  const entry = find(combo);
  if (!entry) return;
  event.preventDefault();
  entry.run(event);
});

const apple = /Mac|iPhone|iPad/.test(navigator.platform);
const NAMES = { mod: apple ? "⌘" : "Ctrl", shift: "⇧", enter: "↵", escape: "Esc", arrowdown: "↓", arrowup: "↑" };

export function drawCombo(combo) {
  const keys = document.createElement("span");
  keys.className = "keys";
  for (const part of combo.split(/[ +]/)) {
    const kbd = document.createElement("kbd");
    kbd.textContent = NAMES[part] ?? (part.length === 1 ? part.toUpperCase() : part);
    keys.append(kbd);
  }
  return keys;
}

function drawKeymap() {
  const keymap = document.querySelector("[data-keymap]");
  const template = document.querySelector("[data-keymap-section]");
  const sections = new Map();
  const add = (section, combo, label) => {
    if (!sections.has(section)) sections.set(section, template.content.firstElementChild.cloneNode(true));
    const drawn = sections.get(section);
    drawn.querySelector("h3").textContent = section;
    const known = [...drawn.querySelectorAll("li")].find((each) => each.firstChild.data === label);
    if (known) return known.lastChild.append(" ", ...drawCombo(combo).childNodes); // j and ↓ do the same
    const item = document.createElement("li");
    item.append(label, drawCombo(combo));
    drawn.querySelector("ul").append(item);
  };
  for (const [combo, { section, label }] of [...table, ...elsewhere]) add(section, combo, label);
  for (const element of document.querySelectorAll("[data-key]")) {
    if (table.has(element.dataset.key)) continue;
    const words = element.getAttribute("aria-label") ?? [...element.childNodes].filter((node) => node.nodeName !== "KBD").map((node) => node.textContent).join("");
    add("This page", element.dataset.key, words.trim());
  }
  keymap.replaceChildren(...sections.values());
}

document.getElementById("keymap")?.addEventListener("toggle", (event) => {
  if (event.newState !== "open") return;
  drawKeymap();
  event.target.querySelector("button")?.focus();
});
