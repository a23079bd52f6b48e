// Which rows an action is for: the ticked ones, or the row under the cursor.
export class Selection {
  constructor(list, bar) {
    this.list = list;
    this.bar = bar;
    this.last = null;
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

  clear() {
    for (const box of this.boxes) box.checked = false;
    this.last = null;
    this.show();
  }

  show() {
    const { length } = this.numbers;
    this.bar.hidden = !length;
    this.bar.querySelector("[data-count]").textContent = length;
    const words = `${length} ${length === 1 ? "ticket" : "tickets"} selected`;
    this.bar.querySelector("[role=toolbar]").setAttribute("aria-label", words);
  }

  #changed(box) {
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
