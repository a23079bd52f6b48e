// The bar of bulk actions: one change on all that is selected, or on the row under the cursor.
import { register } from "../clew/keys.js";
import { say } from "../clew/toasts.js";
import { openMenu } from "./menus.js";
import { post } from "./requests.js";
import { tell } from "./undo.js";

const MERGED_AT_MOST = 50;

export class Bulk {
  constructor(parts) {
    Object.assign(this, parts); // list, bar, selection, live, cursor, numbers, step
    const { bar, selection } = this;
    bar.addEventListener("submit", (event) => {
      event.preventDefault();
      const { name, value } = event.submitter ?? {};
      this.change(name || "status", value || "solved");
    });
    bar.querySelector("[data-clear]").addEventListener("click", () => selection.clear());
    bar.querySelector("[data-all]").addEventListener("click", () => selection.selectAll(this.total));
    bar.addEventListener("selected", (event) => this.#selected(event.detail.length));
    bar.addEventListener("click", (event) => {
      const opener = event.target.closest("[data-bulk-opens]");
      if (opener) this.menu(opener.dataset.bulkOpens, opener);
    });
    for (const menu of document.querySelectorAll("[data-bulk-menu]")) this.#listen(menu);
    this.#keys();
    import("./working.js").then(({ followKept }) => followKept(() => this.live.reload()));
  }

  get total() {
    return Number(document.getElementById("view-count").textContent.replace(/\D/g, "")) || 0;
  }

  async change(field, value) {
    const chosen = this.numbers();
    if (!chosen.length) return;
    const { dataset } = this.list;
    const which = this.selection.all
      ? { all: 1, view: dataset.slug ?? dataset.view, filter: dataset.filter ?? "" }
      : { number: chosen };
    const answer = await post(this.bar.action, { ...which, field, value });
    if (!answer.ok) {
      say(answer.text, { tone: "error" });
      return;
    }
    this.selection.clear();
    if (answer.status === 204) await this.#refresh(chosen);
    tell(answer.toast, { undone: () => this.live.reload() });
  }

  async menu(id, opener) {
    if (!this.numbers().length) return;
    if (!document.getElementById(id)) await this.#load();
    const button = this.bar.querySelector(`[popovertarget=${id}], [data-bulk-opens=${id}]`);
    const shown = button?.checkVisibility() ? button : this.bar.querySelector("[data-bulk-opens=bulk-more]");
    const source = this.bar.hidden ? this.cursor.row.querySelector(".row__link") : (opener?.checkVisibility() ? opener : shown);
    openMenu(document.getElementById(id), source);
  }

  async merge() {
    const chosen = this.numbers();
    if (!chosen.length) return;
    if (this.selection.all || chosen.length > MERGED_AT_MOST) {
      say(`Merge at most ${MERGED_AT_MOST} tickets at a time.`, { tone: "error" });
      return;
    }
    const { openJoining } = await import("./joining.js");
    openJoining(`/tickets/merge?${new URLSearchParams(chosen.map((each) => ["number", each]))}`);
    document.addEventListener("clew:joined", (event) => {
      event.preventDefault();
      this.selection.clear();
      this.#refresh(chosen);
      tell(event.detail.toast, { undone: () => this.live.reload() });
    }, { once: true });
  }

  async #refresh(chosen) {
    await this.live.refresh(chosen, { leave: (row) => this.cursor.row === row && this.step(row) });
  }

  /** Teams, areas, tags and the like: asked for when somebody first wants one. */
  async #load() {
    const place = document.getElementById("bulk-menus");
    this.loading ??= fetch(place.dataset.url, { headers: { "HX-Request": "true" } }).then(async (answer) => {
      if (!answer.ok) return;
      place.innerHTML = await answer.text();
      for (const menu of place.querySelectorAll("[data-bulk-menu]")) this.#listen(menu);
    });
    await this.loading;
  }

  #listen(menu) {
    menu.addEventListener("click", (event) => {
      const item = event.target.closest(".menu__item");
      if (!item) return;
      if (item.dataset.bulkOpens) {
        menu.hidePopover();
        this.menu(item.dataset.bulkOpens);
      } else if (item.dataset.bulkMerge !== undefined) {
        menu.hidePopover();
        this.merge();
      } else if (item.name) {
        event.preventDefault();
        this.#chosen(menu, item);
      }
    });
    menu.addEventListener("submit", (event) => {
      event.preventDefault();
      const item = event.submitter ?? event.target.querySelector("[name].menu__item");
      if (item) this.#chosen(menu, item);
    });
  }

  /** An item says its own value, or the field above it does. */
  #chosen(menu, item) {
    const field = item.form?.querySelector("[data-value]");
    const value = item.hasAttribute("data-field") ? field.value.trim() : item.value;
    if (item.hasAttribute("data-field") && !value) {
      field.focus();
      return;
    }
    menu.hidePopover();
    if (field) field.value = "";
    this.change(item.name, value);
  }

  #selected(length) {
    const all = this.bar.querySelector("[data-all]");
    const { total } = this;
    all.hidden = Boolean(this.selection.all) || total <= length;
    all.textContent = `Select all ${total.toLocaleString("en")}`;
  }

  #keys() {
    register("Ticket", "e", "Solve", () => this.change("status", "solved"));
    register("Ticket", "a", "Assign", () => this.menu("bulk-assignee"));
    register("Ticket", "shift+a", "Assign to me", () => this.change("assignee", "me"));
    register("Ticket", "s", "Status", () => this.menu("bulk-statuses"));
    register("Ticket", "h", "On hold until…", () => this.menu("bulk-hold"));
    register("Ticket", "p", "Severity", () => this.menu("bulk-severity"));
    register("Ticket", "t", "Tags", () => this.menu("bulk-tags"));
    register("Ticket", "shift+p", "Product area", () => this.menu("bulk-area"));
    register("Ticket", "m", "Macro", () => this.menu("bulk-macro"));
    register("Ticket", "shift+m", "Merge", () => this.merge());
  }
}
