// What waits for the message to be sent: changes of its macros as chips, and gaps in its text.
import { KEPT, sprite } from "./macrodoor.js";

const GAP = /\{\{\s*(?:customer|account|agent|ticket|incident|write)(?:\.[\w$-]+){1,2}[^{}\n]*\}\}/g;
const composers = new WeakMap();

export function pendingOf(composer) {
  if (!composers.has(composer)) composers.set(composer, new Pending(composer));
  return composers.get(composer);
}

const icon = (name) => `<svg class="icon" aria-hidden="true"><use href="${sprite()}#i-${name}"/></svg>`;

/** Fields of which one value counts; tags add up. */
const single = (field) => !field.startsWith("tags.");

class Pending {
  constructor(composer) {
    this.composer = composer;
    this.items = []; // {kind, macro, field?, value?, words?}
    this.row = document.createElement("div");
    this.row.className = "composer__pending";
    this.row.hidden = true;
    composer.form.querySelector(".composer__foot").before(this.row);
    composer.form.addEventListener("composer:shown", () => this.#draw());
    // A status chosen with the button stands above that of a macro. Before the message is read.
    composer.form.addEventListener("submit", (event) => this.#chosen(event.submitter), { capture: true });
    composer.form.addEventListener("composer:input", () => this.#drawGaps());
    composer.form.addEventListener("composer:sent", (event) => this.#sent(event.detail?.kind));
  }

  add(macro) {
    const { kind } = this.composer;
    const from = { kind, macro: macro.id };
    for (const { field, value, words } of macro.changes) {
      this.items = this.items.filter(
        (other) => other.kind !== kind || other.field !== field ||
          !(single(field) || other.words === words),
      );
      this.items.push({ ...from, field, value, words });
    }
    if (!this.items.some((item) => item.macro === macro.id && item.kind === kind)) this.items.push(from);
    this.#keep();
    this.#draw();
  }

  restore() {
    try {
      this.items = JSON.parse(sessionStorage.getItem(KEPT + this.composer.ticket)) ?? [];
    } catch {
      this.items = [];
    }
    this.#draw();
  }

  /** Selects the first thing one has to write, if there is any. */
  firstGap() {
    const gap = this.#gaps()[0];
    if (gap) this.#select(gap);
  }

  #gaps() {
    return [...new Set(this.composer.text.value.match(GAP) ?? [])];
  }

  #select(gap) {
    const { text } = this.composer;
    const at = text.value.indexOf(gap);
    text.focus();
    if (at >= 0) text.setSelectionRange(at, at + gap.length);
  }

  #remove(item) {
    this.items = this.items.filter((other) => other !== item);
    if (!this.items.some((other) => other.macro === item.macro)) this.items.push({ kind: item.kind, macro: item.macro });
    this.#keep();
    this.#draw();
    this.composer.text.focus();
  }

  #chosen(button) {
    if (!button?.matches("[data-way]") || button.matches("[data-send]")) return;
    const status = ["status", "hold_until"];
    this.items = this.items.filter((item) => item.kind !== this.composer.kind || !status.includes(item.field));
    this.#draw();
  }

  #sent(kind) {
    this.items = this.items.filter((item) => item.kind !== kind);
    this.#keep();
    this.#draw();
  }

  #keep() {
    const key = KEPT + this.composer.ticket;
    try {
      if (this.items.length) sessionStorage.setItem(key, JSON.stringify(this.items));
      else sessionStorage.removeItem(key);
    } catch {
      // They are only kept over a reload.
    }
  }

  #draw() {
    const shown = this.items.filter((item) => item.kind === this.composer.kind);
    const macros = [...new Set(shown.map((item) => item.macro))];
    const chips = shown.filter((item) => item.field).map((item) => this.#chip(item));
    this.row.replaceChildren(...macros.map((id) => hidden("macro", id)), ...chips);
    this.#drawGaps();
  }

  #chip(item) {
    const chip = document.createElement("span");
    chip.className = "file composer__change";
    chip.innerHTML = `${icon("zap")}<span class="file__name"></span><button type="button">${icon("x")}</button>`;
    chip.querySelector("span").textContent = item.words;
    const button = chip.querySelector("button");
    button.setAttribute("aria-label", `Leave out: ${item.words}`);
    button.addEventListener("click", () => this.#remove(item));
    chip.append(hidden("change", JSON.stringify({ field: item.field, value: item.value })));
    return chip;
  }

  #drawGaps() {
    for (const old of this.row.querySelectorAll("[data-gap]")) old.remove();
    for (const gap of this.#gaps()) {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "gap", title: "Not known: write it yourself" });
      button.dataset.gap = "";
      button.innerHTML = `${icon("edit")}<span></span>`;
      button.querySelector("span").textContent = gap.replace(/[{}]/g, "").trim();
      button.setAttribute("aria-label", `Go to ${gap}: write it yourself`);
      button.addEventListener("click", () => this.#select(gap));
      this.row.append(button);
    }
    this.row.hidden = !this.row.querySelector("span");
  }
}

function hidden(name, value) {
  return Object.assign(document.createElement("input"), { type: "hidden", name, value });
}
