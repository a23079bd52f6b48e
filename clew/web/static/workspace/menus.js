// Menus by keyboard: the chosen item has the focus, arrows move, letters find.
const items = (menu) =>
  [...menu.querySelectorAll(".menu__item:not([disabled])")].filter((item) => item.checkVisibility());

function opened(event) {
  const menu = event.target;
  if (event.newState !== "open" || !menu.matches?.(".menu[popover]")) return;
  if (!menu.contains(document.activeElement)) enter(menu);
}

function enter(menu) {
  const field = menu.querySelector("input:not([type=hidden], [data-later])");
  const item = menu.querySelector('[aria-pressed="true"]') ?? items(menu)[0];
  (field ?? item)?.focus();
  if (field?.value && !field.matches("[data-filter]")) field.select();
}

function moved(event) {
  const menu = event.target.closest?.(".menu:popover-open");
  if (!menu || !["ArrowDown", "ArrowUp", "Home", "End"].includes(event.key)) return;
  if (event.target.matches("select, input[type=date]")) return; // arrows choose in these
  if (event.target.matches("input") && ["Home", "End"].includes(event.key)) return;
  event.preventDefault();
  const all = items(menu);
  const at = all.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at < 0 ? -1 : at - 1, Home: 0, End: -1 }[event.key];
  all.at(to >= all.length ? 0 : to)?.focus();
}

/** A letter goes to the next item that begins with it, and is nobody else's shortcut. */
function typed(event) {
  const menu = document.querySelector(".menu:popover-open");
  const isLetter = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (!menu || !isLetter || event.target.matches?.("input, textarea, select")) return;
  if (event.key === " ") return;
  event.preventDefault();
  const all = items(menu);
  const from = all.indexOf(document.activeElement) + 1;
  const wanted = event.key.toLowerCase();
  const begins = (item) => item.textContent.trim().toLowerCase().startsWith(wanted);
  [...all.slice(from), ...all.slice(0, from)].find(begins)?.focus();
}

function filtered(event) {
  if (!event.target.matches?.("[data-filter]")) return;
  const wanted = event.target.value.trim().toLowerCase();
  for (const item of event.target.closest(".menu").querySelectorAll(".menu__item")) {
    item.hidden = Boolean(wanted) && !item.textContent.toLowerCase().includes(wanted);
  }
}

/** Enter in the filter chooses the first that is left. */
function chosen(event) {
  if (event.key !== "Enter" || !event.target.matches?.("[data-filter]")) return;
  event.preventDefault();
  items(event.target.closest(".menu"))[0]?.click();
}

/** Opens the menu beside `source`, which gets the focus back when it closes. */
export function openMenu(menu, source) {
  if (!menu || menu.matches(":popover-open")) return;
  menu.showPopover({ source });
  enter(menu); // at once: the next key is already for the menu
  const closed = (event) => {
    if (event.newState !== "closed") return;
    menu.removeEventListener("toggle", closed);
    if (source?.isConnected) source.focus();
  };
  menu.addEventListener("toggle", closed);
}

document.addEventListener("toggle", opened, true);
document.addEventListener("keydown", typed, true); // before the page's single keys
document.addEventListener("keydown", moved);
document.addEventListener("keydown", chosen);
document.addEventListener("input", filtered);
for (const kbd of document.querySelectorAll("[data-mod]")) {
  if (!/Mac|iPhone|iPad/.test(navigator.platform)) kbd.textContent = "Ctrl";
}
