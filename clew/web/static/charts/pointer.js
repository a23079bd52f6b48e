// What a point says: a note that follows the mouse or the finger; a click opens who is behind it.
import { colour } from "./colours.js";

export function follow(figure, plot, numbers) {
  const note = noteOf(figure);
  const over = plot.over;
  let at = null;
  let touched = false;

  const show = () => {
    at = plot.cursor.idx;
    const outside = at === null || at === undefined || plot.cursor.left < 0;
    note.hidden = outside;
    if (outside) return;
    fill(note, numbers, at);
    place(note, plot, at);
  };
  plot.hooks.setCursor = [...(plot.hooks.setCursor ?? []), () => { if (!touched) show(); }];

  over.addEventListener("click", (event) => {
    if (touched || plot.cursor.idx === null) return; // a finger chooses in the note
    const link = nearest(plot, numbers, event) || numbers.series.map((one) => one.links[plot.cursor.idx]).find(Boolean);
    if (!link) return;
    if (event.metaKey || event.ctrlKey) open(link, "_blank", "noopener");
    else location.assign(link);
  });
  over.classList.toggle("plot__links", numbers.series.some((one) => one.links.some(Boolean)));

  const finger = (event) => {
    touched = true;
    const box = over.getBoundingClientRect();
    plot.setCursor({ left: event.touches[0].clientX - box.left, top: event.touches[0].clientY - box.top }, false);
    at = plot.posToIdx(event.touches[0].clientX - box.left);
    note.hidden = false;
    fill(note, numbers, at);
    place(note, plot, at);
  };
  over.addEventListener("touchstart", finger, { passive: true });
  over.addEventListener("touchmove", finger, { passive: true });
}

// A second drawing of the same figure has the same note.
function noteOf(figure) {
  const area = figure.querySelector("[data-plot]");
  area.querySelector(".plot__note")?.remove();
  const note = document.createElement("div");
  note.className = "plot__note";
  note.hidden = true;
  note.setAttribute("aria-hidden", "true"); // the table says the same
  area.append(note);
  return note;
}

function fill(note, numbers, at) {
  const title = document.createElement("b");
  title.textContent = numbers.x[at];
  note.replaceChildren(title, ...numbers.series.map((one) => {
    const line = document.createElement(one.links[at] ? "a" : "span");
    if (one.links[at]) { line.href = one.links[at]; line.tabIndex = -1; }
    const mark = document.createElement("i");
    mark.style.background = colour(note, one.colour);
    const name = document.createElement("span");
    name.textContent = one.name;
    const value = document.createElement("span");
    value.className = "num";
    value.textContent = one.texts[at] || "–";
    line.append(mark, name, value);
    return line;
  }));
}

function place(note, plot, at) {
  const x = plot.valToPos(at, "x") + plot.over.offsetLeft;
  const width = note.offsetWidth;
  const room = plot.width - x - 14;
  const left = room >= width ? x + 14 : Math.max(0, x - width - 14);
  note.style.setProperty("--x", `${Math.round(left)}px`);
}

/** The link of the series whose point is nearest to the pointer; in a stack, the bar under it. */
function nearest(plot, numbers, event) {
  const at = plot.cursor.idx;
  const y = event.clientY - plot.over.getBoundingClientRect().top;
  const value = plot.posToVal(y, "y");
  if (plot.root.closest("figure").dataset.chart === "stack") {
    let reached = 0;
    for (const one of numbers.series.filter((each) => each.down === value < 0)) {
      reached += Math.abs(one.values[at] ?? 0);
      if (Math.abs(value) <= reached) return one.links[at];
    }
    return "";
  }
  const near = numbers.series.filter((one) => one.values[at] !== null)
    .sort((a, b) => Math.abs(plot.valToPos(a.values[at], "y") - y) - Math.abs(plot.valToPos(b.values[at], "y") - y));
  return near[0]?.links[at] ?? "";
}
