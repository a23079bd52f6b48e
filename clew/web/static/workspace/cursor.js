// The keyboard's place in the list; kept for the view, so that coming back lands on the same row.
export class Cursor {
  constructor(list, view) {
    this.list = list;
    this.key = `clew:cursor:${view}`;
    list.addEventListener("focusin", (event) => {
      const row = event.target.closest(".row");
      if (row) this.#mark(row);
    });
    this.restore()?.scrollIntoView({ block: "nearest" });
  }

  /** Stands on the kept row again after the list was drawn anew. */
  restore() {
    const kept = sessionStorage.getItem(this.key);
    const row = kept && this.rows.find((each) => each.dataset.number === kept);
    if (row && !this.row) this.#mark(row);
    return row;
  }

  get rows() {
    return [...this.list.querySelectorAll(".row")];
  }

  get row() {
    return this.list.querySelector(".row[data-cursor]");
  }

  move(step) {
    const rows = this.rows;
    const at = rows.indexOf(this.row);
    const row = at < 0 ? rows[0] : rows[Math.min(Math.max(at + step, 0), rows.length - 1)];
    if (row) this.to(row);
  }

  to(row) {
    this.#mark(row);
    row.querySelector(".row__link").focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }

  /** The row to stand on when this one leaves. */
  beside(row) {
    const rows = this.rows;
    const at = rows.indexOf(row);
    return rows[at + 1] ?? rows[at - 1] ?? null;
  }

  #mark(row) {
    for (const each of this.list.querySelectorAll("[data-cursor]")) {
      each.removeAttribute("data-cursor");
      each.removeAttribute("aria-current");
    }
    row.setAttribute("data-cursor", "");
    row.setAttribute("aria-current", "true");
    sessionStorage.setItem(this.key, row.dataset.number);
  }
}
