// Beside the editor: the schema, saved queries, what was run. On a phone it is a sheet.
import { ask } from "./asking.js";
import { replaced } from "./drafts.js";

const phone = matchMedia("(max-width: 60rem)");

export class Side {
  constructor(page, { load, staff }) {
    Object.assign(this, { page, load, staff });
    this.root = document.getElementById("sql-side");
    this.root.querySelectorAll("[name=side]").forEach((radio) => radio.addEventListener("change", () => this.look(radio.value)));
    this.root.addEventListener("click", (event) => this.click(event));
    this.root.addEventListener("input", (event) => { if (event.target.matches("[data-filter-saved]")) this.filter(event.target.value); });
    this.root.addEventListener("htmx:afterSettle", () => this.aside());
    this.look("tables");
  }

  pane(name) { return this.root.querySelector(`[data-pane=${name}]`); }

  look(name) {
    this.shown = name;
    for (const pane of this.root.querySelectorAll("[data-pane]")) pane.hidden = pane.dataset.pane !== name;
    if (name !== "tables") this.refresh(name);
  }

  refresh(name) { htmx.trigger(this.pane(name), "again"); }

  reload() { if (this.shown === "saved") this.refresh("saved"); }

  ran() { if (this.shown === "history") this.refresh("history"); }

  close() { if (phone.matches && this.root.matches(":popover-open")) this.root.hidePopover(); }

  async click(event) {
    const run = event.target.closest("[data-run]");
    const aside = event.target.closest("[data-aside]");
    if (aside) return this.load(replaced(this.staff)[Number(aside.dataset.aside)].text);
    if (!run) return undefined;
    const answer = await ask(`${this.page.dataset.runs}/${run.dataset.run}`);
    return answer.ok && this.load(answer.data.sql, asTyped(answer.data.parameters));
  }

  filter(typed) {
    const wanted = typed.trim().toLowerCase();
    for (const item of this.pane("saved").querySelectorAll("li")) item.hidden = !item.textContent.toLowerCase().includes(wanted);
  }

  // Texts that were replaced in this browser stand under the runs.
  aside() {
    const place = this.pane("history").querySelector("[data-replaced]");
    const texts = replaced(this.staff);
    if (!place || place.childElementCount || !texts.length) return;
    const title = Object.assign(document.createElement("h3"), { textContent: "Set aside in this browser" });
    const list = document.createElement("ul");
    list.append(...texts.map(({ text }, at) => {
      const button = Object.assign(document.createElement("button"), { type: "button" });
      button.dataset.aside = at;
      button.append(Object.assign(document.createElement("code"), { textContent: text.replace(/\s+/g, " ").slice(0, 160) }));
      const item = document.createElement("li");
      item.append(button);
      return item;
    }));
    place.append(title, list);
  }
}

const asTyped = (values) => Object.fromEntries(Object.entries(values ?? {}).map(([name, value]) => [name, Array.isArray(value) ? value.join("\n") : value === null ? "" : String(value)]));
