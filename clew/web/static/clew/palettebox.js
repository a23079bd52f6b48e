// The open palette: a field whose list has the focus in name (aria-activedescendant), never in fact.
import { commands, matching } from "./commands.js";
import { drawCombo } from "./keys.js";
import { recentSearches, recentTickets, rememberSearch } from "./recent.js";

const palette = document.getElementById("palette");
const field = palette.querySelector("input");
const list = palette.querySelector("[role=listbox]");
const status = palette.querySelector("[data-palette-status]");
const WAIT = 100; // ms after the last letter
const MANY = 40; // commands drawn
const FIRST = ["Reply", "Internal note", "Assign to me", "Status", "Solve", "Macro"]; // with nothing typed
let known = []; // commands of this page, read when the palette opens
let runs = new Map(); // option -> what it does
let answered = null; // the text whose results are shown
let asking = null;
let timer = 0;
let wanted = null; // Enter before the answer: done when it comes
let before = null; // what had the focus

const options = () => [...list.querySelectorAll("[role=option]")];
const current = () => list.querySelector("[aria-selected=true]");

export function opened(from, entered) {
  before = from;
  known = commands();
  draw(field.value, "");
  if (entered) wanted = {};
  ask();
}

function point(option) {
  current()?.setAttribute("aria-selected", "false");
  if (option) {
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", option.id);
    if (option === options()[0]) list.scrollTop = 0;
  } else field.removeAttribute("aria-activedescendant");
}

function move(step) {
  const all = options();
  const at = all.indexOf(current());
  if (all.length) point(all[(at + step + all.length) % all.length]);
}

// --- asking -------------------------------------------------------------------------------------

function ask() {
  clearTimeout(timer);
  asking?.abort();
  const text = field.value;
  if (text.startsWith(">")) {
    settle(text, "");
    return;
  }
  list.setAttribute("aria-busy", "true");
  list.dataset.slow = "";
  timer = setTimeout(() => fetchResults(text), text && answered !== null ? WAIT : 0);
}

async function fetchResults(text) {
  asking = new AbortController();
  try {
    const url = `${palette.dataset.source}?q=${encodeURIComponent(text)}`;
    const answer = await fetch(url, { signal: asking.signal, headers: { "HX-Request": "true" } });
    if (answer.redirected) location.reload(); // signed out meanwhile
    settle(text, answer.ok ? await answer.text() : failed());
  } catch (error) {
    if (error.name !== "AbortError") settle(text, failed());
  }
}

const failed = () => '<p class="palette__none" role="presentation">Search did not answer. Commands work; type again to try again.</p>';

function settle(text, html) {
  answered = text;
  list.removeAttribute("aria-busy");
  delete list.dataset.slow;
  draw(text, html);
  if (wanted !== null) {
    const how = wanted;
    wanted = null;
    choose(current(), how);
  }
}

// --- drawing ------------------------------------------------------------------------------------

function draw(text, html) {
  runs = new Map();
  const found = document.createElement("div");
  found.setAttribute("role", "presentation");
  found.innerHTML = html; // our own server's, escaped there
  const parts = text.trim() && !text.startsWith(">") ? searched(text, found) : unsearched(text, found);
  list.replaceChildren(...parts);
  let number = 0;
  for (const option of options()) {
    option.id ||= `palette-option-${number}`;
    option.setAttribute("aria-selected", "false");
    number += 1;
  }
  point(options()[0]);
  status.textContent = number === 1 ? "1 result" : `${number} results`;
}

function searched(text, found) {
  const all = matching(text, known);
  const sure = all.filter((command) => command.sure);
  const rest = all.filter((command) => !command.sure).slice(0, 6);
  const last = found.querySelector("[data-all]");
  const parts = [group("Commands", sure.slice(0, 3)), found, group("More commands", [...sure.slice(3), ...rest].slice(0, 6))];
  if (last) parts.push(last);
  return parts.filter(Boolean);
}

function unsearched(text, found) {
  if (text.startsWith(">")) {
    const here = ({ aside }) => (["Ticket", "List", "This page"].includes(aside) ? 0 : 1);
    const sorted = [...known].sort((a, b) => here(a) - here(b));
    const all = matching(text.slice(1), sorted).slice(0, MANY);
    return [group("Commands", all) ?? none("No command is called so.")];
  }
  const place = ({ label }) => (FIRST.includes(label) ? FIRST.indexOf(label) : FIRST.length);
  const onTicket = known.filter((command) => command.aside === "Ticket").sort((a, b) => place(a) - place(b)).slice(0, 6);
  return [
    group("On this ticket", document.querySelector(".ticket") ? onTicket : []),
    group("Lately open", recentTickets().slice(0, 4).map(({ number, subject }) => ({ label: subject, aside: `#${number}`, href: `/tickets/${number}`, icon: "clock" }))),
    group("Searched lately", recentSearches().slice(0, 3).map((q) => ({ label: q, complete: q, icon: "search" }))),
    found,
  ].filter(Boolean);
}

function none(words) {
  const said = document.createElement("p");
  said.className = "palette__none";
  said.setAttribute("role", "presentation");
  said.textContent = words;
  return said;
}

function group(title, commandsOfIt) {
  if (!commandsOfIt.length) return null;
  const box = document.createElement("div");
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", title);
  const heading = document.createElement("p");
  heading.className = "nav__title";
  heading.setAttribute("role", "presentation");
  heading.textContent = title;
  box.append(heading, ...commandsOfIt.map(option));
  return box;
}

function option(command) {
  const item = document.createElement(command.href ? "a" : "div");
  item.className = "menu__item palette__item";
  item.setAttribute("role", "option");
  if (command.href) {
    item.href = command.href;
    item.tabIndex = -1;
  }
  item.append(icon(command.icon ?? "right"), span("menu__text", command.label));
  if (command.aside) item.append(span("menu__aside truncate", command.aside, "small"));
  if (command.combo) item.append(drawCombo(command.combo));
  if (command.complete) item.dataset.complete = command.complete;
  else if (!command.href) runs.set(item, command);
  return item;
}

function span(className, text, tag = "span") {
  return Object.assign(document.createElement(tag), { className, textContent: text, dir: "auto" });
}

function icon(name) {
  const sprite = palette.querySelector("form use").getAttribute("href").split("#")[0];
  const drawn = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  drawn.setAttribute("class", "icon");
  drawn.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${sprite}#i-${name}`);
  drawn.append(use);
  return drawn;
}

// --- choosing -----------------------------------------------------------------------------------

function choose(item, { newTab = false } = {}) {
  const text = field.value;
  if (!item) {
    if (text.trim() && !text.startsWith(">")) go(`/search?q=${encodeURIComponent(text.trim())}`, newTab);
  } else if (item.dataset.complete !== undefined) {
    complete(item.dataset.complete);
  } else if (runs.has(item)) {
    run(runs.get(item));
  } else if (item.dataset.macro && document.querySelector("[data-macros]")) {
    close();
    openMacro(item.dataset.name);
  } else {
    if (item.matches("[data-ticket], [data-all]")) rememberSearch(text);
    go(item.href, newTab);
  }
}

function go(href, newTab) {
  if (newTab) window.open(href, "_blank", "noopener");
  else {
    close();
    location.assign(href);
  }
}

function complete(text) {
  field.value = text;
  field.setSelectionRange(text.length, text.length);
  field.focus();
  ask();
}

function close() {
  palette.hidePopover();
  if (before?.isConnected && before !== document.body) before.focus();
}

function run(command) {
  close();
  field.value = "";
  // After the popover is gone: a command may open one of its own.
  setTimeout(() => (command.element ? press(command.element) : command.run(new Event("command"))));
}

function press(element) {
  const opens = element.getAttribute("popovertarget");
  if (opens) document.getElementById(opens)?.showPopover({ source: element });
  else element.click();
}

/** The macros' own box, with the name typed already. */
function openMacro(name) {
  document.querySelector("[data-macros]").click();
  const until = Date.now() + 2000;
  const type = () => {
    const box = document.querySelector(":popover-open input, dialog[open] input");
    if (box && box !== field) {
      box.value = name;
      box.dispatchEvent(new Event("input", { bubbles: true }));
    } else if (Date.now() < until) setTimeout(type, 50);
  };
  type();
}

const KEYS = {
  ArrowDown: () => move(1),
  ArrowUp: () => move(-1),
  Home: () => point(options()[0]),
  End: () => point(options().at(-1)),
  PageDown: () => point(options()[Math.min(options().indexOf(current()) + 6, options().length - 1)]),
  PageUp: () => point(options()[Math.max(options().indexOf(current()) - 6, 0)]),
};

field.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (KEYS[event.key] && !event.shiftKey) {
    event.preventDefault();
    KEYS[event.key]();
  } else if (event.key === "Enter") {
    event.preventDefault();
    const how = { newTab: event.metaKey || event.ctrlKey };
    if (answered === field.value) choose(current(), how);
    else wanted = how;
  } else if (event.key === "Tab" && !event.shiftKey && current()?.dataset.complete !== undefined) {
    event.preventDefault();
    complete(current().dataset.complete);
  }
});
field.addEventListener("input", () => {
  wanted = null;
  ask();
});
// Not in opened(): that comes late, after what somebody quick has typed and entered.
palette.addEventListener("beforetoggle", () => {
  wanted = null;
  answered = null;
});
list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
list.addEventListener("mousemove", (event) => {
  const item = event.target.closest("[role=option]");
  if (item && item !== current() && (event.movementX || event.movementY)) point(item);
});
list.addEventListener("click", (event) => {
  const item = event.target.closest("[role=option]");
  if (!item) return;
  event.preventDefault();
  choose(item, { newTab: event.metaKey || event.ctrlKey });
});
