// Charts: a canvas drawn from the numbers of the real table beside it.
//   import { draw } from "/static/charts/chart.js";
//   draw(figure);          // <figure class="plot" data-chart="lines"> with a <table> inside
//   draw(figure, data);    // or numbers of your own: the table is then made from them
// data: { name, x: ["20 Nov", …], series: [{ name, values: [1, null, …], links?: ["/…", …] }] }
// data-chart: "lines", "bars" (beside each other) or "stack" (data-down columns point down).
// In a table: <thead> names the series, each body row begins with its <th>; a cell's number is
// data-value (or its text), its link the <a> in it. th[data-colour] names a colour of the tokens.
// Buttons inside the figure: data-chart-table, data-chart-png, data-chart-csv.
import uPlot from "../vendor/uplot/uplot.js";
import { colour, font, onThemeChange } from "./colours.js";
import { csv, picture, save } from "./export.js";
import { numbersOf, tableFrom } from "./numbers.js";
import { barSeries, lineSeries, stacked } from "./shapes.js";
import { follow } from "./pointer.js";

const drawn = new Map(); // figure → { plot, numbers }
const LABEL = 76; // px between two labels of the x axis
const MARKS = 5; // of the y axis, at most
const compact = new Intl.NumberFormat(undefined, { notation: "compact", maximumFractionDigits: 1 });

export function draw(figure, data = null) {
  const area = figure.querySelector("[data-plot]");
  if (data) tableFrom(figure, data);
  const numbers = numbersOf(figure);
  if (!area || !numbers.x.length) return null;
  forget(figure);
  listen(figure);
  keepOutOfTheWay(figure);
  const plot = build(figure, area, numbers);
  drawn.set(figure, { plot, numbers });
  sizes.observe(area);
  return plot;
}

/** All charts of a part of the page that was just put in. */
export function drawAll(root) {
  for (const figure of root.querySelectorAll("figure[data-chart]")) draw(figure);
}

export function forget(figure) {
  const known = drawn.get(figure);
  if (!known) return;
  sizes.unobserve(figure.querySelector("[data-plot]"));
  known.plot.destroy();
  drawn.delete(figure);
}

function build(figure, area, numbers) {
  const kind = figure.dataset.chart;
  const small = getComputedStyle(area);
  const whole = numbers.series.every((one) => one.values.every((value) => value === null || Number.isInteger(value)));
  const shapes = kind === "stack" ? stacked(numbers) : { values: numbers.series.map((one) => (kind === "bars" ? one.values.map((value) => value || null) : one.values)), series: numbers.series.map(kind === "bars" ? barSeries : lineSeries) };
  const options = {
    width: Math.max(area.clientWidth, 120),
    height: Math.max(parseFloat(small.height) || 208, 80),
    padding: [10, halfWidth(area, numbers.x.at(-1)), 0, 0], // half of the last day's words stands there
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { show: kind === "lines", size: 7 } },
    scales: { x: { time: false, range: (_, from, to) => (kind === "lines" ? [from, Math.max(to, from + 1)] : [from - 0.5, to + 0.5]) }, y: { range: (_, from, to) => limits(from, to, whole) } },
    axes: axes(area, numbers, whole),
    series: [{}, ...shapes.series.map((one) => one(area))],
    hooks: kind === "lines" ? {} : { draw: [zeroLine(area)] },
  };
  const plot = new uPlot(options, [numbers.x.map((_, at) => at), ...shapes.values], area);
  plot.root.setAttribute("aria-hidden", "true"); // the figure's sentence and the table say it
  follow(figure, plot, numbers);
  return plot;
}

const ruler = document.createElement("canvas").getContext("2d");

function halfWidth(area, words) {
  ruler.font = font(area);
  return Math.ceil(ruler.measureText(words).width / 2) + 1;
}

// Values that are all whole have no marks between them.
function limits(from, to, whole) {
  const [low, high] = [Math.min(0, from ?? 0), Math.max(0, to ?? 0)];
  if (low === high) return [0, 1];
  const step = nice((high - low) / MARKS, whole);
  return [Math.floor(low / step) * step, Math.ceil(high / step) * step];
}

function nice(step, whole) {
  if (whole && step <= 1) return 1;
  const size = 10 ** Math.floor(Math.log10(step));
  const steps = whole && size < 10 ? [1, 2, 5, 10] : [1, 2, 2.5, 5, 10];
  return steps.map((each) => each * size).find((each) => each >= step) ?? size * 10;
}

function axes(area, numbers, whole) {
  const words = { stroke: colour(area, "--text-3"), font: font(area), ticks: { show: false } };
  const grid = { stroke: colour(area, "--chart-grid"), width: 1 };
  const labels = (plot) => {
    const fits = Math.max(1, Math.floor(plot.bbox.width / devicePixelRatio / LABEL));
    const step = Math.max(1, Math.ceil(numbers.x.length / fits));
    return numbers.x.map((_, at) => at).filter((at) => (numbers.x.length - 1 - at) % step === 0);
  };
  return [
    { ...words, grid: { show: false }, size: 28, gap: 8, splits: labels, values: (_, splits) => splits.map((at) => numbers.x[at] ?? "") },
    { ...words, grid, size: 44, gap: 8, splits: (_, __, low, high) => {
      const step = nice((high - low) / MARKS, whole);
      const marks = [];
      for (let at = Math.ceil(low / step) * step; at <= high + step / 1e6; at += step) marks.push(Number(at.toPrecision(12)));
      return marks;
    }, values: (_, splits) => splits.map((value) => compact.format(Math.abs(value))) },
  ];
}

const zeroLine = (area) => (plot) => {
  const at = plot.valToPos(0, "y", true);
  const { left, width } = plot.bbox;
  plot.ctx.save();
  plot.ctx.strokeStyle = colour(area, "--line-strong");
  plot.ctx.lineWidth = devicePixelRatio;
  plot.ctx.beginPath();
  plot.ctx.moveTo(left, at);
  plot.ctx.lineTo(left + width, at);
  plot.ctx.stroke();
  plot.ctx.restore();
};

// The table is there for screen readers at all times; its links join the tab order when it shows.
function keepOutOfTheWay(figure) {
  const shown = "table" in figure.dataset;
  for (const link of figure.querySelectorAll("[data-numbers] a")) link.tabIndex = shown ? 0 : -1;
}

function toggleTable(figure) {
  figure.toggleAttribute("data-table");
  keepOutOfTheWay(figure);
  for (const button of figure.querySelectorAll("[data-chart-table]")) {
    const words = button.querySelector("[data-words]") ?? button;
    words.textContent = "table" in figure.dataset ? "Show as chart" : "Show as table";
  }
  if ("table" in figure.dataset) figure.querySelector("[data-numbers]").focus();
}

const ACTIONS = {
  "data-chart-table": toggleTable,
  "data-chart-csv": (figure) => save(new Blob([csv(figure)], { type: "text/csv" }), `${fileName(figure)}.csv`),
  "data-chart-png": (figure) => picture(figure, drawn.get(figure)?.plot, (blob) => save(blob, `${fileName(figure)}.png`)),
};

const fileName = (figure) => (figure.dataset.name || "chart").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");

const listening = new WeakSet();

function listen(figure) {
  if (listening.has(figure)) return;
  listening.add(figure);
  figure.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    for (const [name, run] of Object.entries(ACTIONS)) {
      if (!button.hasAttribute(name)) continue;
      button.closest("[popover]")?.hidePopover();
      run(figure);
    }
  });
}

const sizes = new ResizeObserver((entries) => {
  for (const { target, contentRect } of entries) {
    const known = drawn.get(target.closest("figure"));
    if (!known || contentRect.width < 40) continue; // hidden behind its table
    const { width, height } = contentRect;
    if (Math.abs(known.plot.width - width) + Math.abs(known.plot.height - height) < 1) continue;
    known.plot.setSize({ width, height: Math.max(height, 80) });
  }
});

onThemeChange(() => {
  for (const figure of [...drawn.keys()]) {
    if (figure.isConnected) draw(figure);
    else forget(figure);
  }
});
