// A chart's numbers as CSV, its picture as PNG.
import { colour, font } from "./colours.js";
import { numbersOf, valueOf } from "./numbers.js";

const PAD = 20;
const FORMULA = /^[=+\-@\t\r]/; // a spreadsheet would run it

export function csv(figure) {
  const table = figure.querySelector("[data-numbers] table");
  const lines = [...table.rows].map((row) => [...row.cells].map((cell, at) => {
    if (at && cell.tagName === "TD") return valueOf(cell) ?? "";
    const text = cell.dataset.value ?? cell.textContent.trim();
    return quoted(FORMULA.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text);
  }).join(","));
  return `${lines.join("\r\n")}\r\n`;
}

const quoted = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** The chart with its name and legend, on the page's own background. */
export function picture(figure, plot, then) {
  if (!plot) return;
  const ratio = devicePixelRatio;
  const source = plot.ctx.canvas;
  const head = 64 * ratio;
  const canvas = document.createElement("canvas");
  canvas.width = source.width + 2 * PAD * ratio;
  canvas.height = source.height + head + PAD * ratio;
  const ctx = canvas.getContext("2d");
  ctx.fillStyle = colour(figure, "--surface");
  ctx.fillRect(0, 0, canvas.width, canvas.height);
  ctx.drawImage(source, PAD * ratio, head);
  ctx.scale(ratio, ratio);
  words(ctx, figure);
  canvas.toBlob(then, "image/png");
}

function words(ctx, figure) {
  const face = font(figure).replace(/^\S+ /, "");
  ctx.fillStyle = colour(figure, "--text");
  ctx.font = `600 14px ${face}`;
  ctx.fillText(figure.dataset.name ?? "", PAD, 26);
  ctx.font = `12px ${face}`;
  let x = PAD;
  for (const one of numbersOf(figure).series) {
    ctx.fillStyle = colour(figure, one.colour);
    ctx.fillRect(x, 42, 10, 10);
    ctx.fillStyle = colour(figure, "--text-2");
    ctx.fillText(one.name, x + 16, 51);
    x += 32 + ctx.measureText(one.name).width;
  }
}

export function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
