// How series are drawn: lines, bars beside each other, bars on top of each other.
import uPlot from "../vendor/uplot/uplot.js";
import { colour } from "./colours.js";

const SHARE = 0.72; // of a place that its bars fill
const WIDEST = 44; // px

export function lineSeries(one, at) {
  return (area) => ({
    label: one.name,
    stroke: colour(area, one.colour),
    width: at === 0 ? 2 : 1.5,
    spanGaps: false,
    points: { show: one.values.filter((value) => value !== null).length < 2 },
  });
}

export function barSeries(one, at, all) {
  return (area) => ({
    label: one.name,
    fill: colour(area, one.colour),
    width: 0,
    points: { show: false },
    paths: uPlot.paths.bars({ size: [SHARE / all.length, WIDEST], align: all.length === 1 ? 0 : at * 2 < all.length ? -1 : 1 }),
  });
}

/** Bars on top of each other: what stands highest is drawn first. Down ones grow below zero. */
export function stacked({ series }) {
  const sums = new Map();
  for (const down of [false, true]) {
    let before = null;
    for (const one of series.filter((each) => each.down === down)) {
      const sign = down ? -1 : 1;
      const total = one.values.map((value, at) => sign * Math.abs(value ?? 0) + (before?.[at] ?? 0));
      sums.set(one, total);
      before = total;
    }
  }
  const order = [...series].reverse();
  return {
    values: order.map((one) => sums.get(one)),
    series: order.map((one) => (area) => ({
      label: one.name,
      fill: colour(area, one.colour),
      width: 0,
      points: { show: false },
      paths: uPlot.paths.bars({ size: [SHARE, WIDEST] }),
    })),
  };
}
