// Search and commands: arrows move through the results, enter opens, the list comes from /search.
const palette = document.getElementById("palette");
const input = palette?.querySelector("input");

const items = () => [...palette.querySelectorAll(".menu__item")];
const current = () => palette.querySelector(".menu__item[data-cursor]");

function point(item) {
  current()?.removeAttribute("data-cursor");
  if (!item) return;
  item.dataset.cursor = "";
  item.scrollIntoView({ block: "nearest" });
}

function move(step) {
  const list = items();
  const at = list.indexOf(current());
  point(list[(at + step + list.length) % list.length]);
}

export function openPalette() {
  palette?.showPopover();
}

palette?.addEventListener("toggle", (event) => {
  if (event.newState !== "open") return;
  input.select();
  input.dispatchEvent(new Event("open"));
});
palette?.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown") { event.preventDefault(); move(1); }
  if (event.key === "ArrowUp") { event.preventDefault(); move(-1); }
  if (event.key === "Enter" && current()) { event.preventDefault(); current().click(); }
});
palette?.addEventListener("htmx:afterSwap", () => point(items()[0]));
