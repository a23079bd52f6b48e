// What comes under the editor: how a run went, its rows or its chart, and taking them away.
import { say } from "../../clew/toasts.js";
import { longText, pasted } from "./cells.js";
import { guess, plotted } from "./drawing.js";
import { Grid } from "./grid.js";

const count = new Intl.NumberFormat("en");
const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

export class Results {
  constructor(root, { told, changed }) {
    Object.assign(this, { root, told, changed, result: null, chosen: {}, view: "table" });
    const find = (name) => root.querySelector(`[data-${name}]`);
    this.parts = { said: find("said"), tools: find("tools"), empty: find("empty"), waiting: find("waiting"), rows: find("rows"), none: find("none"), chart: find("chart-pane"), dialog: document.getElementById("sql-cell"), limit: find("limit") };
    this.grid = new Grid(this.parts.rows, { told, open: (...where) => this.open(...where), copy: (...where) => this.copy(...where) });
    root.querySelectorAll("[name=view]").forEach((radio) => radio.addEventListener("change", () => this.look(radio.value)));
    root.querySelectorAll("[data-copy-all]").forEach((each) => each.addEventListener("click", () => { each.closest("[popover]")?.hidePopover(); this.copyAll(each.dataset.copyAll === "names"); }));
    this.parts.chart.querySelectorAll("select").forEach((select) => select.addEventListener("change", () => this.choose(select)));
    this.parts.dialog.addEventListener("click", (event) => this.fromDialog(event));
  }

  /** "empty", "waiting" (the rows before stay, dimmed), "rows" */
  state(name) {
    this.root.dataset.state = name;
    this.root.setAttribute("aria-busy", String(name === "waiting"));
    this.parts.empty.hidden = name !== "empty" || Boolean(this.result);
    this.parts.waiting.hidden = name !== "waiting" || Boolean(this.result);
  }

  show(result, query) {
    Object.assign(this, { result, query });
    this.state("rows");
    const { rows, columns, truncated, elapsed_ms: ms, rows_read: read } = result;
    const time = ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`;
    this.parts.said.replaceChildren(strong(`${count.format(rows.length)} ${rows.length === 1 ? "row" : "rows"}`), ` in ${time}, ${read < 10_000 ? count.format(read) : compact.format(read)} ${read === 1 ? "row" : "rows"} read`);
    this.parts.limit.hidden = !truncated;
    const { rows: usual, most } = this.told.limits;
    this.parts.limit.textContent = rows.length >= most ? `The first ${count.format(most)} rows. This is the most there is: ask for less, or group.`
      : rows.length === usual ? `The first ${usual} rows. Write LIMIT for up to ${count.format(most)}.` : `The first ${count.format(rows.length)} rows.`;
    this.parts.tools.hidden = !rows.length;
    this.parts.none.hidden = Boolean(rows.length);
    this.grid.show(result, query);
    this.offer(columns);
    this.look(this.view);
  }

  offer(columns) {
    const names = columns.map(({ name }) => name);
    const fits = names.includes(this.chosen.x) && names.includes(this.chosen.y);
    this.shownChoice = fits ? { ...this.chosen } : guess(columns);
    for (const select of this.parts.chart.querySelectorAll("select")) {
      if (select.name !== "kind") {
        const none = select.name === "series" ? [new Option("One series", "")] : [];
        select.replaceChildren(...none, ...names.map((name) => new Option(name, name)));
      }
      select.value = this.shownChoice[select.name] ?? "";
    }
  }

  choose(select) {
    this.shownChoice[select.name] = select.value;
    this.chosen = { ...this.shownChoice };
    this.changed();
    this.draw();
  }

  look(view) {
    this.view = view;
    for (const radio of this.root.querySelectorAll("[name=view]")) radio.checked = radio.value === view;
    const has = Boolean(this.result?.rows.length);
    this.parts.rows.hidden = !has || view !== "table";
    this.parts.chart.hidden = !has || view !== "chart";
    if (!has) return;
    if (view === "table") this.grid.draw(true);
    else this.draw();
  }

  async draw() {
    const data = plotted(this.result, this.shownChoice);
    const figure = this.parts.chart.querySelector("figure");
    const note = this.parts.chart.querySelector("[data-chart-note]");
    note.textContent = data.problem ?? (data.left ? `Shown are ${data.left}.` : "");
    note.hidden = !note.textContent;
    figure.hidden = Boolean(data.problem);
    if (data.problem) return;
    const { x, y, kind } = this.shownChoice;
    figure.dataset.chart = kind === "bars" && data.series.length > 2 ? "stack" : kind; // more than two have no room beside each other
    figure.dataset.name = `${y} by ${x}`;
    figure.querySelector("h2").textContent = figure.dataset.name;
    figure.querySelector("[data-plot]").ariaLabel = `${figure.dataset.name}: ${data.x.length} places. The table says the numbers.`;
    const { draw } = await import("../../charts/chart.js");
    draw(figure, { ...data, name: figure.dataset.name });
    const { numbersOf } = await import("../../charts/numbers.js");
    figure.querySelector(".legend").replaceChildren(...numbersOf(figure).series.map((one) => {
      const line = document.createElement("span");
      const mark = document.createElement("i");
      mark.style.setProperty("--c", `var(${one.colour})`);
      line.append(mark, one.name);
      return line;
    }));
  }

  open(place, column, cell) {
    const { dialog } = this.parts;
    const { row } = this.grid.rows[place];
    const { name, type } = this.result.columns[column];
    Object.assign(dialog, { place, column, cell });
    dialog.querySelector("h2").textContent = name;
    dialog.querySelector("[data-type]").textContent = type;
    dialog.querySelector("pre").textContent = row[column] === null ? "NULL" : longText(row[column], type);
    dialog.showPopover();
    dialog.querySelector("[data-copy-part=cell]").focus();
    dialog.addEventListener("toggle", () => cell.focus(), { once: true, capture: false });
  }

  fromDialog(event) {
    const part = event.target.closest("[data-copy-part]")?.dataset.copyPart;
    const { dialog } = this.parts;
    if (!part) return;
    if (part === "cell") write(dialog.querySelector("pre").textContent, "Cell copied");
    else this.copy(part, dialog.place, dialog.column);
    dialog.hidePopover();
  }

  copy(part, place, column) {
    const { row } = this.grid.rows[place];
    const { columns } = this.result;
    if (part === "cell") write(row[column] === null ? "" : pasted(row[column], columns[column].type).replace(/^'/, ""), "Cell copied");
    else write(row.map((value, at) => pasted(value, columns[at].type)).join("\t"), "Row copied");
  }

  copyAll(withNames) {
    const { columns } = this.result;
    const lines = this.grid.rows.map(({ row }) => row.map((value, at) => pasted(value, columns[at].type)).join("\t"));
    if (withNames) lines.unshift(columns.map(({ name }) => pasted(name)).join("\t"));
    write(lines.join("\n"), `${count.format(this.grid.rows.length)} rows copied`);
  }
}

const strong = (text) => Object.assign(document.createElement("b"), { textContent: text });

async function write(text, words) {
  try {
    await navigator.clipboard.writeText(text);
  } catch { // plain http
    const field = Object.assign(document.createElement("textarea"), { value: text, className: "visually-hidden" });
    const before = document.activeElement;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    before?.focus();
    if (!done) return say("Your browser did not allow copying.", { tone: "error" });
  }
  return say(words);
}
