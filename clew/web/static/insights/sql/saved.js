// Saving: the query's name and whose it is, changes to it, deleting it and bringing it back.
import { tell } from "../../workspace/undo.js";
import { say } from "../../clew/toasts.js";
import { ask } from "./asking.js";

export class Saved {
  /** `current()` gives {sql, parameters, chart} as they are now; `became` hears what is saved. */
  constructor(page, { saved, current, became }) {
    Object.assign(this, { page, saved, current, became, seen: saved?.seen }); // seen: what the draft began with
    this.dialog = document.getElementById("sql-save");
    this.form = this.dialog.querySelector("form");
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.send(); });
    this.show();
  }

  get url() { return this.page.dataset.queries; }

  isChanged() {
    if (!this.saved) return false;
    const { sql, chart } = this.current();
    return sql !== this.saved.sql || (chart.kind && ["kind", "x", "y", "series"].some((name) => chart[name] !== this.saved.chart[name]));
  }

  show() {
    const { saved, page } = this;
    const changed = this.isChanged();
    page.querySelector("[data-query-name]").textContent = saved?.name ?? "New query";
    page.querySelector("[data-unsaved]").hidden = !changed;
    const about = saved ? [saved.owner === "you" ? (saved.shared ? "Yours, shared" : "Yours") : saved.owner === "Clew" ? "Ships with Clew" : saved.owner && `By ${saved.owner}`].filter(Boolean).join("") : "";
    page.querySelector("[data-query-about]").textContent = about;
    page.querySelector("[data-query-about]").hidden = changed || !about;
    const note = page.querySelector("[data-query-description]");
    note.textContent = saved?.description ?? "";
    note.hidden = !saved?.description;
    for (const item of document.querySelectorAll("[data-needs]")) {
      const may = { saved: saved, change: saved?.mayChange, delete: saved?.mayDelete, changed }[item.dataset.needs];
      item.hidden = !may;
    }
    document.title = document.title.replace(/^(\(\d+\) )?.*?( · )/, `$1${saved?.name ?? "SQL"}$2`);
  }

  save() {
    if (!this.saved?.mayChange) return this.ask("new");
    return this.change(this.current(), this.seen);
  }

  /** "new" or "details" */
  ask(what) {
    const { saved, form } = this;
    form.dataset.what = what;
    this.dialog.querySelector("h2").textContent = what === "new" ? "Save as a new query" : "Name and sharing";
    form.elements.name.value = what === "new" ? (saved ? `${saved.name}, copy` : "") : saved.name;
    form.elements.description.value = saved?.description ?? "";
    form.elements.shared.checked = what === "new" ? false : saved.shared;
    this.wrong("");
    this.dialog.showPopover();
    form.elements.name.select();
  }

  async send() {
    const { form } = this;
    const said = { name: form.elements.name.value, description: form.elements.description.value, shared: form.elements.shared.checked ? "yes" : "" };
    const isNew = form.dataset.what === "new";
    const answer = isNew ? await ask(this.url, { ...said, ...this.current() }) : await ask(this.change_url(), { ...said, seen: this.seen });
    if (!answer.ok) return this.wrong(answer.problem.message);
    this.dialog.hidePopover();
    return this.take(answer, isNew);
  }

  wrong(words) {
    const place = this.form.querySelector("[data-wrong]");
    place.textContent = words;
    place.hidden = !words;
  }

  change_url() { return `${this.page.dataset.saved}/${this.saved.id}/changes`; }

  async change(said, seen) {
    const answer = await ask(this.change_url(), { ...said, seen });
    if (!answer.ok) return say(answer.problem.message, { tone: "error" });
    return this.take(answer);
  }

  take(answer, isNew = false) {
    this.saved = answer.data;
    this.seen = this.saved.seen;
    tell(this.saved.toast, { undone: (back) => this.undone(back, isNew) });
    this.became(this.saved, { isNew });
    this.show();
  }

  undone(answer, wasNew) {
    if (wasNew) { this.saved = null; this.became(null, {}); return this.show(); }
    try { this.saved = JSON.parse(answer.text); } catch { return location.reload(); }
    this.seen = this.saved.seen;
    this.became(this.saved, { undone: true });
    return this.show();
  }

  async remove() {
    const { saved } = this;
    const answer = await ask(`${this.page.dataset.saved}/${saved.id}/deletion`, {});
    if (!answer.ok) return say(answer.problem.message, { tone: "error" });
    this.saved = null;
    this.became(null, { removed: saved });
    this.show();
    return tell(answer.data.toast, { undone: (back) => { this.saved = JSON.parse(back.text); this.became(this.saved, { isNew: true }); this.show(); } });
  }
}
