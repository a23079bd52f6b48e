// A textarea with colours behind it: what is typed stays an ordinary text field, with the browser's
// own undo, selection and assistive technology. The paint below it is never read aloud.
import { bracketPair, tokens } from "./tokens.js";

const INDENT = "    ";
const INDENTED = /^ {1,4}|^\t/;

export class Editor {
  constructor(root) {
    this.root = root;
    this.area = root.querySelector("textarea");
    this.paint = root.querySelector("[data-paint]");
    this.marks = root.querySelector("[data-marks]");
    this.numbers = root.querySelector("[data-line-numbers]");
    this.wrong = null; // { start, end }
    this.changed = () => {};
    this.area.addEventListener("input", () => { this.wrong = null; this.draw(); this.changed(); });
    this.area.addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("selectionchange", () => { if (document.activeElement === this.area) this.mark(); });
    this.area.addEventListener("blur", () => this.mark());
    this.draw();
  }

  get text() { return this.area.value; }

  get selection() {
    const { selectionStart: start, selectionEnd: end } = this.area;
    return { start, end, text: this.text.slice(start, end) };
  }

  /** The whole text anew. One undo brings back what was there. */
  replace(text) {
    if (text === this.text) return;
    this.area.focus();
    this.area.select();
    this.insert(text);
    this.area.setSelectionRange(0, 0);
    this.root.scrollTo(0, 0);
  }

  /** What a page begins with: nothing was typed, so nothing can be undone. */
  begin(text) {
    this.area.value = text;
    this.draw();
    this.fit();
  }

  /** As high as its lines, within reason; dragging the corner changes it. */
  fit() {
    const lines = Math.min(Math.max(this.lines, 7), Math.max(7, Math.floor(innerHeight / 52)));
    this.root.style.setProperty("block-size", `calc(${lines + 2} * var(--line-height) + 0.5rem)`);
  }

  insert(text, start = this.area.selectionStart, end = this.area.selectionEnd) {
    this.area.focus();
    this.area.setSelectionRange(start, end);
    const done = text ? document.execCommand("insertText", false, text) : document.execCommand("delete");
    if (done || start === end && !text) return;
    this.area.setRangeText(text, start, end, "end");
    this.area.dispatchEvent(new Event("input"));
  }

  select(start, end) {
    this.area.focus();
    this.area.setSelectionRange(start, end);
  }

  /** `place` is {line, column, length} in `within`, which begins at `offset` of the text. */
  underline(place, within = this.text, offset = 0) {
    this.wrong = place?.line ? rangeOf(place, within, offset) : null;
    if (this.wrong) this.wrong.end = endOfLine(this.text, this.wrong); // a whole query underlined says nothing
    this.mark();
    return this.wrong;
  }

  draw() {
    this.tokens = tokens(this.text);
    this.paint.replaceChildren(...this.tokens.map(({ kind, text }) => {
      if (kind === "space" || kind === "sign" || kind === "column") return document.createTextNode(text);
      const span = document.createElement("span");
      span.className = `sql-${kind}`;
      span.textContent = text;
      return span;
    }), "\n");
    const lines = this.text.split("\n").length;
    if (lines !== this.lines) this.numbers.textContent = Array.from({ length: lines }, (_, at) => at + 1).join("\n");
    this.lines = lines;
    this.mark();
  }

  mark() {
    const active = document.activeElement === this.area && this.area.selectionStart === this.area.selectionEnd;
    const pair = active ? bracketPair(this.tokens, this.area.selectionStart) : [];
    const ranges = pair.map((at) => ({ start: at, end: at + 1, kind: "pair" }));
    if (this.wrong) ranges.push({ ...this.wrong, kind: "wrong" });
    const parts = [];
    let reached = 0;
    for (const { start, end, kind } of ranges.sort((a, b) => a.start - b.start)) {
      if (start < reached) continue;
      const mark = document.createElement("mark");
      mark.className = `sql-${kind}`;
      mark.textContent = this.text.slice(start, end) || " ";
      parts.push(this.text.slice(reached, start), mark);
      reached = end;
    }
    this.marks.replaceChildren(...parts, this.text.slice(reached), "\n");
  }

  key(event) {
    if (event.defaultPrevented || event.isComposing || event.altKey) return;
    const mod = event.metaKey || event.ctrlKey;
    if (event.key === "Tab" && !mod) {
      event.preventDefault();
      if (event.shiftKey) this.lineByLine((line) => line.replace(INDENTED, ""));
      else if (this.selection.text.includes("\n")) this.lineByLine((line) => line && INDENT + line);
      else this.insert(INDENT);
    } else if (event.key === "Enter" && !mod && !event.shiftKey) {
      const before = this.text.slice(0, this.area.selectionStart);
      const margin = before.slice(before.lastIndexOf("\n") + 1).match(/^[ \t]*/)[0];
      const deeper = /\(\s*$/.test(before) ? INDENT : "";
      event.preventDefault();
      this.insert(`\n${margin}${deeper}`);
    } else if (event.key === "/" && mod) {
      event.preventDefault();
      const { start, end } = this.wholeLines();
      const all = this.text.slice(start, end).split("\n").every((line) => !line.trim() || line.startsWith("--"));
      this.lineByLine((line) => all ? line.replace(/^-- ?/, "") : line && `-- ${line}`);
    }
  }

  wholeLines() {
    const { start, end } = this.selection;
    const from = this.text.lastIndexOf("\n", start - 1) + 1;
    const until = this.text.indexOf("\n", end > start && this.text[end - 1] === "\n" ? end - 1 : end);
    return { start: from, end: until < 0 ? this.text.length : until };
  }

  lineByLine(change) {
    const { start, end } = this.wholeLines();
    const { start: caret, end: last } = this.selection;
    const before = this.text.slice(start, end);
    const after = before.split("\n").map(change).join("\n");
    if (after === before) return;
    this.insert(after, start, end);
    if (caret === last) this.area.setSelectionRange(Math.max(start, caret + after.length - before.length), Math.max(start, caret + after.length - before.length));
    else this.area.setSelectionRange(start, start + after.length);
  }
}

function endOfLine(text, { start, end }) {
  const line = text.indexOf("\n", start);
  return line > start && line < end ? line : end;
}

// The server counts characters, a string here counts their halves too.
function rangeOf({ line, column, length }, within, offset) {
  const lines = within.split("\n");
  const before = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  const rest = within.slice(before);
  const start = units(rest, column - 1);
  return { start: offset + before + start, end: offset + before + start + Math.max(1, units(rest.slice(start), length)) };
}

function units(text, characters) {
  let at = 0;
  for (const character of text) {
    if (characters-- <= 0) break;
    at += character.length;
  }
  return at;
}
