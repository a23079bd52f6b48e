// A customer's diagnosis: marks of the lane diagram by arrow keys, their words below it.
import "../customers/fragments.js";

const MOVES = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity };
const points = (plot) => [...plot.querySelectorAll(".lanes__point")];

/** One stop for the tab key; arrows go on from there, in the order of time. */
function ready(plot) {
  for (const [number, point] of points(plot).entries()) point.tabIndex = number ? -1 : 0;
}

function tell(point) {
  const said = point.closest(".lanes").querySelector("[data-lanes-said]");
  const when = document.createElement("b");
  when.textContent = point.dataset.when;
  said.replaceChildren(when, ` ${point.dataset.words}`);
}

function focus(plot, point) {
  for (const each of points(plot)) each.tabIndex = each === point ? 0 : -1;
  point.focus();
  point.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function move(event) {
  const point = event.target.closest?.(".lanes__point");
  const plot = point?.closest("[data-lanes]");
  if (!plot || event.altKey || event.ctrlKey || event.metaKey) return;
  const every = points(plot);
  const here = every.indexOf(point);
  const lane = (by) => {
    let row = point.closest("li");
    do row = by > 0 ? row.nextElementSibling : row.previousElementSibling;
    while (row && !row.querySelector(".lanes__point"));
    return row?.querySelector(".lanes__point");
  };
  let next;
  if (event.key in MOVES) next = every[Math.max(0, Math.min(every.length - 1, here + MOVES[event.key]))];
  else if (event.key === "ArrowDown") next = lane(1);
  else if (event.key === "ArrowUp") next = lane(-1);
  else return;
  event.preventDefault();
  if (next) focus(plot, next);
}

document.addEventListener("keydown", move);
for (const name of ["focusin", "pointerover", "click"]) {
  document.addEventListener(name, (event) => {
    const point = event.target.closest?.(".lanes__point");
    if (point) tell(point);
  });
}
document.addEventListener("htmx:afterSettle", (event) => {
  event.detail.target?.querySelectorAll?.("[data-lanes]").forEach(ready);
});
