// Which rows an action is for: the ticked ones, or the row under the cursor.
export class Selection {
  constructor(list, bar) {
    this.list = list;
    this.bar = bar;
    this.last = null;
    this.all = false; // everything in the view, also what is not on the page
    list.addEventListener("change", (event) => {
      if (event.target.matches(".check")) this.#changed(event.target);
    });
    list.addEventListener("click", (event) => {
      if (event.shiftKey && event.target.matches(".check")) this.#range(event.target);
    });
  }

  get boxes() {
    return [...this.list.querySelectorAll(".check")];
  }

  get numbers() {
    return this.boxes.filter((box) => box.checked).map((box) => box.value);
  }

  toggle(row) {
    const box = row?.querySelector(".check");
    if (!box) return;
    box.checked = !box.checked;
    this.#changed(box);
  }

  /** Ticks everything between the last ticked row and this one. */
  extend(row) {
    const box = row?.querySelector(".check");
    if (!box) return;
    box.checked = true;
    this.#range(box);
  }

  /** Everything that the view holds: `count` tickets. */
  selectAll(count) {
    for (const box of this.boxes) box.checked = true;
    this.all = count;
    this.show();
  }

  clear() {
    this.all = false;
    for (const box of this.boxes) box.checked = false;
    this.last = null;
    this.show();
  }

  show() {
    const here = this.numbers.length;
    if (!here) this.all = false;
    const length = this.all || here;
    this.bar.hidden = !here;
    this.bar.querySelector("[data-count]").textContent = length.toLocaleString("en");
    this.bar.dispatchEvent(new CustomEvent("selected", { detail: { length } }));
    const words = `${length} ${length === 1 ? "ticket" : "tickets"} selected`;
    this.bar.querySelector("[role=toolbar]").setAttribute("aria-label", words);
  }

  #changed(box) {
    this.all = false;
    this.last = box;
    this.show();
  }

  #range(box) {
    const boxes = this.boxes;
    const from = boxes.indexOf(this.last);
    const to = boxes.indexOf(box);
    if (from >= 0) {
      for (const between of boxes.slice(Math.min(from, to), Math.max(from, to) + 1)) {
        between.checked = box.checked;
      }
    }
    this.#changed(box);
  }
}
