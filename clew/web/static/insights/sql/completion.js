// The list at the caret: offered while typing, asked for by Ctrl+Space, chosen by Enter or Tab.
import { candidates } from "./names.js";

const WORDS = { table: "table", column: "column", property: "property", function: "function", link: "leads to", word: "", parameter: "" };

export class Completion {
  constructor(editor, schema) {
    Object.assign(this, { editor, schema, shown: null, at: 0 });
    this.list = editor.root.parentElement.querySelector("[data-completion]");
    const { area } = editor;
    area.addEventListener("input", (event) => this.typed(event));
    area.addEventListener("keydown", (event) => this.key(event), { capture: true });
    area.addEventListener("blur", () => this.hide());
    area.addEventListener("click", () => this.hide());
    editor.root.addEventListener("scroll", () => this.hide());
    this.list.addEventListener("pointerdown", (event) => {
      event.preventDefault(); // the caret stays
      const item = event.target.closest("[role=option]");
      if (item) this.accept(Number(item.dataset.at));
    });
  }

  typed(event) {
    if (event.inputType === "historyUndo" || event.inputType === "historyRedo") return this.hide();
    const { start, end } = this.editor.selection;
    const before = this.editor.text[start - 1] ?? "";
    if (start !== end || !(/[\p{L}\p{N}_$.]/u.test(before) || (before === " " && this.shown) || /\b(from|join) $/i.test(this.editor.text.slice(0, start)))) return this.hide();
    return this.show();
  }

  show(asked = false) {
    const { editor } = this;
    const { start, end } = editor.selection;
    if (start !== end) return this.hide();
    const offer = candidates(this.schema(), editor.tokens, editor.text, start);
    const only = offer?.found[0]?.label.toLowerCase() === offer?.typed.toLowerCase() && !asked;
    if (!offer?.found.length || only) return this.hide();
    this.shown = offer;
    this.at = 0;
    this.draw();
    this.place(offer.from);
    return undefined;
  }

  hide() {
    if (!this.shown) return;
    this.shown = null;
    this.list.hidden = true;
    this.editor.area.removeAttribute("aria-activedescendant");
  }

  draw() {
    this.list.replaceChildren(...this.shown.found.map((each, at) => {
      const item = document.createElement("li");
      Object.assign(item, { id: `sql-option-${at}`, role: "option" });
      item.dataset.at = at;
      item.dataset.kind = each.kind;
      const label = document.createElement("b");
      label.textContent = each.label;
      const aside = document.createElement("span");
      aside.textContent = each.aside || WORDS[each.kind] || "";
      item.append(label, aside);
      return item;
    }));
    this.list.hidden = false;
    this.choose(0);
  }

  choose(at) {
    const items = [...this.list.children];
    this.at = (at + items.length) % items.length;
    items.forEach((item, place) => item.setAttribute("aria-selected", String(place === this.at)));
    items[this.at].scrollIntoView({ block: "nearest" });
    this.editor.area.setAttribute("aria-activedescendant", items[this.at].id);
  }

  // Under the word; above it where there is no room.
  place(from) {
    const { root, area, text } = this.editor;
    const line = text.slice(0, from).split("\n").length - 1;
    const column = from - (text.lastIndexOf("\n", from - 1) + 1);
    const style = getComputedStyle(area);
    const height = parseFloat(style.lineHeight);
    const box = area.getBoundingClientRect();
    const bounds = this.list.offsetParent.getBoundingClientRect();
    const top = box.top + parseFloat(style.paddingTop) + line * height;
    const left = box.left + parseFloat(style.paddingLeft) + column * this.width(style);
    const below = innerHeight - top - height;
    const room = this.list.offsetHeight;
    const y = below < room + 8 && top > room ? top - room - 4 : top + height + 2;
    const x = Math.max(bounds.left, Math.min(left - 8, bounds.right - this.list.offsetWidth - 8, innerWidth - this.list.offsetWidth - 8));
    this.list.style.setProperty("--x", `${Math.round(x - bounds.left)}px`);
    this.list.style.setProperty("--y", `${Math.round(y - bounds.top)}px`);
    void root;
  }

  width(style) {
    this.canvas ??= document.createElement("canvas").getContext("2d");
    this.canvas.font = `${style.fontSize} ${style.fontFamily}`;
    return this.canvas.measureText("0000000000").width / 10;
  }

  accept(at = this.at) {
    const { from, found } = this.shown;
    const { insert, kind } = found[at];
    const { editor } = this;
    const caret = editor.selection.start;
    const next = editor.text[caret];
    this.hide();
    const opened = insert.endsWith("(") && next === "(" ? insert.slice(0, -1) : insert;
    editor.insert(opened, from, caret);
    if (insert.endsWith(".") || kind === "link") this.show();
  }

  key(event) {
    if (event.isComposing) return;
    if (event.key === " " && event.ctrlKey) { event.preventDefault(); this.show(true); return; }
    if (!this.shown) return;
    const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
    const plain = !event.metaKey && !event.ctrlKey && !event.altKey && !event.shiftKey;
    if (plain && moves[event.key]) this.choose(this.at + moves[event.key]);
    else if (plain && (event.key === "Enter" || event.key === "Tab")) this.accept();
    else if (event.key === "Escape") this.hide();
    else { if (/^(Arrow|Home|End)/.test(event.key) || event.metaKey || event.ctrlKey) this.hide(); return; }
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}
