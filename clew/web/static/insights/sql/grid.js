// The rows of an answer: only those in sight are in the page, so fifty thousand scroll as ten do.
// Arrows move from cell to cell; Enter opens one, c copies it, r its row.
import { compare, isNumber, leads, textOf } from "./cells.js";

const ROW = 30; // px, as in sql.css
const AROUND = 12; // rows drawn above and below what is in sight
const SAMPLE = 200; // rows that decide how wide columns are
const [NARROW, WIDE] = [6, 44]; // characters
const LONGEST = 300; // characters of a value in a cell

export class Grid {
  constructor(root, { told, open, copy }) {
    Object.assign(this, { root, told, open, copy, sort: null, drawn: [-1, -1], at: [0, 0] });
    root.addEventListener("scroll", () => this.draw(), { passive: true });
    root.addEventListener("keydown", (event) => this.key(event));
    root.addEventListener("dblclick", (event) => this.openAt(event.target));
    root.addEventListener("click", (event) => this.click(event));
    new ResizeObserver(() => this.result && this.draw(true)).observe(root);
  }

  show(result, query) {
    Object.assign(this, { result, rows: result.rows.map((row, at) => ({ row, at })), sort: null, at: [0, 0] });
    this.links = leads(result.columns, this.told, query);
    this.build();
    this.root.scrollTo(0, 0);
    this.draw(true);
  }

  build() {
    const { columns, rows } = this.result;
    this.table = document.createElement("table");
    this.table.className = "sql-grid";
    Object.assign(this.table, { role: "grid", ariaRowCount: String(rows.length + 1), ariaColCount: String(columns.length + 1) });
    this.table.setAttribute("aria-label", "Rows");
    const widths = document.createElement("colgroup");
    const digits = Math.max(2, String(rows.length).length);
    widths.append(...[digits + 2.5, ...columns.map((column, at) => this.widthOf(column, at))].map((width) => {
      const col = document.createElement("col");
      col.style.setProperty("width", `${width}ch`);
      return col;
    }));
    const head = document.createElement("thead").appendChild(document.createElement("tr")).parentElement;
    head.rows[0].append(headCell(""), ...columns.map((column, at) => this.head(column, at)));
    head.rows[0].firstChild.setAttribute("aria-label", "Row");
    this.body = document.createElement("tbody");
    this.table.append(widths, head, this.body);
    this.root.replaceChildren(this.table);
  }

  widthOf({ name, type }, at) {
    const texts = this.result.rows.slice(0, SAMPLE).map((row) => textOf(row[at], type).length);
    return Math.min(WIDE, Math.max(NARROW, name.length + 4, ...texts.map((length) => length + 3)));
  }

  head({ name, type }, at) {
    const cell = headCell("");
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.sort = at;
    button.title = `${name}: ${type}`;
    button.append(Object.assign(document.createElement("span"), { textContent: name, className: "truncate" }));
    cell.append(button);
    if (isNumber(type)) cell.dataset.num = "";
    if (this.sort?.at === at) cell.ariaSort = this.sort.down ? "descending" : "ascending";
    return cell;
  }

  // Once up, once down, then as it came.
  order(at) {
    const was = this.sort;
    this.sort = was?.at !== at ? { at, down: false } : was.down ? null : { at, down: true };
    const { type } = this.result.columns[at];
    const sign = this.sort?.down ? -1 : 1;
    const [first, last] = [(entry) => entry.row[at] === null, (entry) => entry.at];
    this.rows.sort((a, b) => !this.sort ? last(a) - last(b)
      : first(a) || first(b) ? compare(a.row[at], b.row[at], type) || last(a) - last(b)
      : sign * compare(a.row[at], b.row[at], type) || last(a) - last(b));
    [...this.table.tHead.rows[0].cells].slice(1).forEach((cell, place) => {
      if (this.sort?.at === place) cell.ariaSort = this.sort.down ? "descending" : "ascending";
      else cell.removeAttribute("aria-sort");
    });
    this.draw(true);
  }

  draw(anew = false) {
    if (!this.body?.isConnected) return;
    const from = Math.max(0, Math.floor(this.root.scrollTop / ROW) - AROUND);
    const until = Math.min(this.rows.length, Math.ceil((this.root.scrollTop + this.root.clientHeight) / ROW) + AROUND);
    const [drawnFrom, drawnUntil] = this.drawn;
    const isInside = from >= drawnFrom - AROUND / 2 && from >= drawnFrom && until <= drawnUntil;
    if (!anew && isInside) return;
    const focused = this.root.contains(document.activeElement) && document.activeElement.matches("td, tbody th");
    this.drawn = [Math.max(0, from - AROUND), Math.min(this.rows.length, until + AROUND)];
    const [first, last] = this.drawn;
    this.body.replaceChildren(gap(first), ...this.rows.slice(first, last).map((entry, at) => this.line(entry, first + at)), gap(this.rows.length - last));
    if (focused) this.cellAt()?.focus({ preventScroll: true });
  }

  line({ row }, place) {
    const line = document.createElement("tr");
    line.ariaRowIndex = String(place + 2);
    line.dataset.place = place;
    const number = document.createElement("th");
    number.scope = "row";
    number.textContent = place + 1;
    line.append(number, ...row.map((value, column) => this.cell(value, column, place)));
    return line;
  }

  cell(value, column, place) {
    const cell = document.createElement("td");
    const { type } = this.result.columns[column];
    cell.tabIndex = this.at[0] === place && this.at[1] === column ? 0 : -1;
    cell.dataset.column = column;
    if (isNumber(type)) cell.dataset.num = "";
    if (value === null) {
      cell.append(Object.assign(document.createElement("i"), { textContent: "NULL" }));
      return cell;
    }
    const whole = textOf(value, type).slice(0, LONGEST);
    const text = /^[[{]/.test(whole) ? whole.replaceAll("\\/", "/") : whole; // JSON in a text
    const href = this.links[column]?.(value);
    if (href) cell.append(Object.assign(document.createElement("a"), { href, textContent: text, tabIndex: -1 }));
    else cell.textContent = text;
    return cell;
  }

  click(event) {
    const sort = event.target.closest("[data-sort]");
    if (sort) return this.order(Number(sort.dataset.sort));
    const cell = event.target.closest("td");
    if (!cell || event.target.closest("a") || String(getSelection())) return undefined;
    return this.move(placeOf(cell), Number(cell.dataset.column));
  }

  key(event) {
    const cell = event.target.closest("td");
    if (!cell || event.altKey) return;
    const [row, column] = [placeOf(cell), Number(cell.dataset.column)];
    const mod = event.metaKey || event.ctrlKey;
    const page = Math.max(1, Math.floor(this.root.clientHeight / ROW) - 2);
    const moves = {
      ArrowDown: [row + 1, column], ArrowUp: [row - 1, column], ArrowRight: [row, column + 1], ArrowLeft: [row, column - 1],
      PageDown: [row + page, column], PageUp: [row - page, column],
      Home: [mod ? 0 : row, 0], End: [mod ? this.rows.length - 1 : row, this.result.columns.length - 1],
    };
    if (moves[event.key]) this.move(...moves[event.key]);
    else if (event.key === "Enter" && cell.querySelector("a")) cell.querySelector("a").click();
    else if (event.key === "Enter" || event.key === " ") this.openAt(cell);
    else if (event.key.toLowerCase() === "c" && !String(getSelection())) this.copy("cell", row, column);
    else if (event.key === "r" && !mod) this.copy("row", row, column);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  move(row, column) {
    const before = this.cellAt();
    if (before) before.tabIndex = -1;
    this.at = [Math.max(0, Math.min(this.rows.length - 1, row)), Math.max(0, Math.min(this.result.columns.length - 1, column))];
    const top = this.at[0] * ROW;
    const head = this.table.tHead.offsetHeight;
    if (top < this.root.scrollTop) this.root.scrollTop = top;
    else if (top + ROW + head > this.root.scrollTop + this.root.clientHeight) this.root.scrollTop = top + ROW + head - this.root.clientHeight;
    this.draw();
    const cell = this.cellAt();
    if (!cell) return;
    cell.tabIndex = 0;
    cell.focus({ preventScroll: true });
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  cellAt() {
    return this.body?.querySelector(`tr[data-place="${this.at[0]}"] td[data-column="${this.at[1]}"]`);
  }

  openAt(target) {
    const cell = target.closest?.("td");
    if (cell) this.open(placeOf(cell), Number(cell.dataset.column), cell);
  }
}

const placeOf = (cell) => Number(cell.parentElement.dataset.place);

function headCell(text) {
  const cell = document.createElement("th");
  cell.scope = "col";
  cell.textContent = text;
  return cell;
}

function gap(rows) {
  const line = document.createElement("tr");
  line.hidden = !rows;
  line.ariaHidden = "true";
  line.className = "sql-grid__gap";
  line.append(document.createElement("td"));
  line.style.setProperty("block-size", `${rows * ROW}px`);
  return line;
}
