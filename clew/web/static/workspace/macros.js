// Choosing a macro: search, arrows, a preview for this ticket, and what it will do.
import { say } from "../clew/toasts.js";
import { sprite } from "./macrodoor.js";
import { found } from "./macrosearch.js";
import { pendingOf } from "./pendingchanges.js";
import { post } from "./requests.js";

const KINDS = { reply: "Reply", note: "Internal note", either: "Reply or note" };
let picker;

export async function openMacros(composer, typed = "") {
  picker ??= new Picker(composer);
  await picker.open(typed);
}

export function restore(composer) {
  pendingOf(composer).restore();
}

function element(html) {
  const template = document.createElement("template");
  template.innerHTML = html.trim();
  return template.content.firstElementChild;
}

const icon = (name) => `<svg class="icon" aria-hidden="true"><use href="${sprite()}#i-${name}"/></svg>`;
const modKey = /Mac|iPhone|iPad/.test(navigator.platform) ? "⌘" : "Ctrl";

const FRAME = () => `
<div class="dialog macros" id="macros" popover role="dialog" aria-label="Macros">
  <input class="palette__input" type="search" autocomplete="off" placeholder="Find a macro" aria-label="Find a macro" role="combobox" aria-expanded="true" aria-controls="macros-list" aria-autocomplete="list">
  <div class="macros__body">
    <div class="macros__list" id="macros-list" role="listbox" aria-label="Macros"></div>
    <div class="macros__preview" role="region" aria-label="Preview" aria-live="polite" tabindex="0"></div>
  </div>
  <footer class="macros__foot">
    <button class="btn" type="button" data-size="sm" data-variant="ghost" data-apply>Changes only<span class="keys"><kbd>${modKey}</kbd><kbd>↵</kbd></span></button>
    <a class="btn" data-size="sm" data-variant="ghost" href="/settings/macros">Edit macros</a>
    <span class="spacer"></span>
    <button class="btn" type="button" data-size="sm" data-variant="primary" data-insert>Insert<kbd>↵</kbd></button>
  </footer>
</div>`;

class Picker {
  constructor(composer) {
    this.composer = composer;
    this.box = element(FRAME());
    this.field = this.box.querySelector("input");
    this.list = this.box.querySelector(".macros__list");
    this.shown = this.box.querySelector(".macros__preview");
    this.previews = new Map();
    document.body.append(this.box);
    this.#listen();
  }

  async open(typed) {
    this.typed = typed;
    this.chosen = false;
    this.previews.clear();
    this.box.showPopover();
    this.field.value = "";
    this.field.focus();
    this.list.innerHTML = '<p class="macros__none"><span class="skeleton" style="inline-size:70%"></span></p>';
    this.shown.replaceChildren();
    this.ready = this.#fetch();
    await this.ready;
  }

  async #fetch() {
    this.macros = await this.#get("/macros").then((answer) => answer?.macros ?? null);
    this.#draw();
  }

  #listen() {
    this.field.addEventListener("input", async () => {
      await this.ready;
      this.#draw();
    });
    this.box.addEventListener("keydown", (event) => this.#typed(event));
    this.box.addEventListener("toggle", (event) => event.newState === "closed" && this.#closed());
    this.list.addEventListener("click", (event) => {
      const item = event.target.closest("[role=option]");
      if (!item) return;
      this.#point(item);
      // By touch there is room for one of both: the first tap shows, the button inserts.
      if (event.pointerType === "mouse" && event.detail > 1) this.#insert();
      else if (event.pointerType === "mouse") this.field.focus();
    });
    this.box.querySelector("[data-insert]").addEventListener("click", () => this.#insert());
    this.box.querySelector("[data-apply]").addEventListener("click", () => this.#apply());
  }

  #typed(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      const all = this.#items();
      if (all.length) this.#point(all[(all.indexOf(this.#current()) + step + all.length) % all.length]);
    } else if (event.key === "Enter" && event.target === this.field) {
      event.preventDefault();
      if (event.metaKey || event.ctrlKey) this.#apply();
      else this.#insert();
    }
  }

  #closed() {
    const { text } = this.composer;
    text.focus();
    // A slash that was no macro is a slash.
    if (this.typed && !this.chosen) {
      text.setRangeText(this.typed, text.selectionStart, text.selectionEnd, "end");
      text.dispatchEvent(new Event("input", { bubbles: true }));
    }
    this.typed = "";
  }

  #items() {
    return [...this.list.querySelectorAll("[role=option]")];
  }

  #current() {
    return this.list.querySelector("[aria-selected=true]");
  }

  #draw() {
    if (!this.macros) {
      this.list.innerHTML = '<p class="macros__none">The macros did not load. Close this and try again.</p>';
      return;
    }
    const macros = found(this.macros, this.field.value);
    const rows = [];
    let folder;
    for (const macro of macros) {
      const under = macro.own ? "Your own" : macro.folder || "Other";
      if (under !== folder && !this.field.value.trim()) rows.push(this.#heading(under));
      folder = under;
      rows.push(this.#row(macro));
    }
    this.list.replaceChildren(...rows);
    if (!macros.length) this.list.append(this.#none());
    this.#point(this.#items()[0]);
  }

  #none() {
    const words = this.macros.length
      ? "No macro matches. Try a word of its text, or clear the field."
      : "There are no macros yet. Write the first one under Edit macros.";
    return Object.assign(document.createElement("p"), { className: "macros__none", textContent: words });
  }

  #heading(words) {
    return Object.assign(document.createElement("p"), { className: "menu__title", textContent: words, role: "presentation" });
  }

  #row(macro) {
    const row = element('<div class="menu__item" role="option" aria-selected="false"><span class="menu__text"></span><small class="macros__where"></small></div>');
    row.id = `macro-${macro.id}`;
    row.dataset.id = macro.id;
    row.querySelector(".menu__text").textContent = macro.name;
    row.querySelector("small").textContent = macro.kind === "note" ? "Note" : "";
    if (macro.kind === "note") row.querySelector("small").insertAdjacentHTML("afterbegin", icon("lock"));
    return row;
  }

  #point(item) {
    this.#current()?.setAttribute("aria-selected", "false");
    const usable = Boolean(item);
    for (const button of this.box.querySelectorAll("[data-insert], [data-apply]")) button.disabled = !usable;
    if (!item) {
      this.field.removeAttribute("aria-activedescendant");
      this.shown.replaceChildren();
      return;
    }
    item.setAttribute("aria-selected", "true");
    item.scrollIntoView({ block: "nearest" });
    this.field.setAttribute("aria-activedescendant", item.id);
    this.#preview(item.dataset.id);
  }

  async #preview(id) {
    const macro = await this.#load(id);
    if (this.#current()?.dataset.id !== id) return;
    if (!macro) {
      this.shown.textContent = "The preview did not load. Try another macro, or open this list again.";
      return;
    }
    const head = element('<header class="macros__head"><b></b><small></small></header>');
    head.querySelector("b").textContent = macro.name;
    head.querySelector("small").textContent = KINDS[macro.kind];
    this.shown.innerHTML = macro.html; // sanitised by the server
    this.shown.prepend(head);
    this.shown.scrollTop = 0;
    this.box.querySelector("[data-insert]").disabled = !macro.markdown;
    this.box.querySelector("[data-apply]").disabled = !macro.changes.length;
  }

  /** One request for each macro looked at. */
  #load(id) {
    if (!this.previews.has(id)) {
      this.previews.set(id, this.#get(`/tickets/${this.composer.ticket}/macros/${id}`));
    }
    return this.previews.get(id);
  }

  async #get(url) {
    try {
      const answer = await fetch(url, { headers: { "HX-Request": "true" } });
      return answer.ok ? await answer.json() : null;
    } catch {
      return null;
    }
  }

  async #insert() {
    await this.ready; // Enter may be quicker than the list
    const macro = await this.#load(this.#current()?.dataset.id ?? "0");
    if (!macro) return;
    if (!macro.markdown) {
      this.#apply();
      return;
    }
    this.#done();
    const { composer } = this;
    const wanted = macro.kind === "either" ? composer.kind : macro.kind;
    if (composer.kind !== wanted) composer.write(wanted);
    pendingOf(composer).add(macro); // before the text: gaps are looked for when it changes
    const attachments = macro.files ? await this.#files(macro) : [];
    const detail = { markdown: this.#fitted(macro.markdown), attachments, changes: macro.changes };
    composer.form.dispatchEvent(new CustomEvent("composer:insert", { detail }));
    pendingOf(composer).firstGap();
  }

  /** On a line of its own. */
  #fitted(markdown) {
    const { text } = this.composer;
    const before = text.value.slice(0, text.selectionStart);
    return before && !before.endsWith("\n") ? `\n\n${markdown}` : markdown;
  }

  async #files(macro) {
    const answer = await post(`/tickets/${this.composer.ticket}/macros/${macro.id}/files`, {});
    if (answer.ok) return JSON.parse(answer.text).files;
    say(`The files of “${macro.name}” are not attached. ${answer.text}`, { tone: "error" });
    return [];
  }

  async #apply() {
    await this.ready;
    const macro = await this.#load(this.#current()?.dataset.id ?? "0");
    if (!macro?.changes.length) return;
    this.#done();
    const answer = await post(`/tickets/${this.composer.ticket}/macros/${macro.id}`, {});
    if (!answer.ok) {
      say(answer.text, { tone: "error" });
      return;
    }
    document.dispatchEvent(new CustomEvent("clew:changed", { detail: answer }));
  }

  #done() {
    this.chosen = true;
    this.box.hidePopover();
  }
}
