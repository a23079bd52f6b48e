// A simple chart of an answer: one column across, one number up, perhaps one that parts the series.
import { isDate, isNumber, isTime, textOf } from "./cells.js";

const MOST_SERIES = 4; // as many as there are colours
const MOST_PLACES = 400;
const short = new Intl.DateTimeFormat("en", { day: "numeric", month: "short", timeZone: "UTC" });

/** What is likely meant: a time or the first text across, the first other number up. */
export function guess(columns) {
  const x = columns.find(({ type }) => isTime(type) || isDate(type)) ?? columns.find(({ type }) => !isNumber(type)) ?? columns[0];
  const y = columns.find((column) => column !== x && isNumber(column.type));
  return { kind: isTime(x?.type ?? "") || isDate(x?.type ?? "") ? "lines" : "bars", x: x?.name ?? "", y: y?.name ?? "", series: "" };
}

/** {x, series, left} as chart.js takes them, or {problem}. */
export function plotted({ columns, rows }, chosen) {
  const [x, y, series] = [chosen.x, chosen.y, chosen.series].map((name) => columns.findIndex((column) => column.name === name));
  if (!rows.length) return { problem: "There are no rows to draw." };
  if (x < 0 || y < 0) return { problem: "Choose what stands across and which number goes up." };
  if (!isNumber(columns[y].type)) return { problem: `“${columns[y].name}” is not a number. Choose another column to go up.` };
  const { type } = columns[x];
  const sums = new Map(); // series → place → sum
  const places = new Map();
  for (const row of rows) {
    const place = textOf(row[x], type) || "NULL";
    const name = series < 0 ? columns[y].name : textOf(row[series], columns[series].type) || "NULL";
    places.set(place, row[x]);
    if (!sums.has(name)) sums.set(name, new Map());
    const value = row[y] === null ? null : Number(row[y]);
    const before = sums.get(name).get(place);
    sums.get(name).set(place, before === undefined || before === null ? value : before + (value ?? 0));
  }
  const order = ordered(places, type);
  const shown = order.slice(0, MOST_PLACES);
  const total = (found) => [...found.values()].reduce((sum, value) => sum + Math.abs(value ?? 0), 0);
  const largest = [...sums].sort((a, b) => total(b[1]) - total(a[1])).slice(0, MOST_SERIES);
  const left = [order.length > MOST_PLACES && `the first ${MOST_PLACES} of ${order.length} places`, sums.size > MOST_SERIES && `the ${MOST_SERIES} largest of ${sums.size} series`].filter(Boolean);
  return {
    first: columns[x].name,
    x: shown.map((place) => label(place, type)),
    series: largest.map(([name, found]) => ({ name, values: shown.map((place) => found.get(place) ?? null) })),
    left: left.join(", "),
  };
}

function ordered(places, type) {
  const names = [...places.keys()];
  if (isTime(type) || isDate(type)) return names.sort();
  return isNumber(type) ? names.sort((a, b) => Number(a) - Number(b)) : names;
}

function label(place, type) {
  const midnight = isDate(type) || (isTime(type) && / 00:00(:00)?$/.test(place));
  if (midnight) return short.format(new Date(`${place.slice(0, 10)}T00:00:00Z`));
  return isTime(type) ? `${short.format(new Date(`${place.slice(0, 10)}T00:00:00Z`))} ${place.slice(11, 16)}` : place;
}
