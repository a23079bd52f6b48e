// Rows follow what others do. A shown row changes in place; a new one waits behind the pill.
const BURST = 200; // ms: many changes at once are one request
const MOST = 100; // numbers in one request

export class LiveRows {
  constructor(list, { pill, changed }) {
    Object.assign(this, { list, pill, changed });
    this.waiting = new Set();
    this.arrived = new Map(); // number to whether it is new, or an older one that moved up
    document.addEventListener("live", (event) => this.#heard(event.detail));
    document.addEventListener("visibilitychange", () => this.#look(BURST));
    pill.addEventListener("click", () => this.showNew());
  }

  get rows() {
    return this.list.querySelector(".rows");
  }

  #heard({ topic, pace }) {
    if (topic === "resync") {
      this.reload();
      return;
    }
    const number = topic.match(/^ticket\/(\d+)$/)?.[1];
    if (!number) return;
    this.waiting.add(number);
    this.#look(Math.max(BURST, pace * (0.5 + Math.random()))); // not with all the others at once
  }

  /** Nobody sees a hidden list: it looks when it is shown. */
  #look(wait) {
    if (document.hidden || !this.waiting.size) return;
    this.timer ??= setTimeout(() => {
      this.timer = null;
      const numbers = [...this.waiting];
      this.waiting.clear();
      if (numbers.length > MOST) this.reload();
      else this.refresh(numbers);
    }, wait);
  }

  /** `leave` is told of rows that this reader's own action takes out of the view. */
  async refresh(numbers, { leave } = {}) {
    const fresh = await this.#fetch(numbers);
    if (!fresh) return;
    for (const row of fresh.querySelectorAll(".row")) this.#place(row, leave);
    this.#tellArrived();
    if (this.rows && !this.rows.querySelector(".row") && !this.list.querySelector(".inbox__more")) {
      await this.reload();
    }
    this.changed();
  }

  async #fetch(numbers) {
    const query = new URLSearchParams(numbers.map((number) => ["number", number]));
    try {
      const { rows } = this.list.dataset; // may have a filter already
      const answer = await fetch(`${rows}${rows.includes("?") ? "&" : "?"}${query}`, {
        headers: { "HX-Request": "true" },
      });
      if (!answer.ok) return null;
      return new DOMParser().parseFromString(`<ol>${await answer.text()}</ol>`, "text/html");
    } catch {
      return null; // the offline bar says it, and the next resync catches up
    }
  }

  #place(row, leave) {
    const shown = this.list.querySelector(`.row[data-number="${row.dataset.number}"]`);
    const isGone = row.hasAttribute("data-gone");
    if (!shown) {
      if (isGone) this.arrived.delete(row.dataset.number);
      else this.arrived.set(row.dataset.number, Boolean(row.querySelector("[data-status=new]")));
      return;
    }
    if (isGone && leave) {
      leave(shown);
      shown.remove();
      return;
    }
    this.#replace(shown, row);
  }

  /** In place: the cursor, the tick and the focus stay where they are. */
  #replace(shown, row) {
    const focused = shown.contains(document.activeElement) && document.activeElement;
    row.querySelector(".check").checked = shown.querySelector(".check").checked;
    for (const name of ["data-unread", "data-gone"]) {
      shown.toggleAttribute(name, row.hasAttribute(name));
    }
    shown.replaceChildren(...row.childNodes);
    if (focused) shown.querySelector(focused.matches(".check") ? ".check" : ".row__link").focus();
  }

  #tellArrived() {
    const { size } = this.arrived;
    this.pill.hidden = !size;
    const areNew = [...this.arrived.values()].every(Boolean);
    const tickets = size === 1 ? "ticket" : "tickets";
    const text = areNew ? `${size} new ${tickets}` : `${size} ${tickets} changed`;
    this.pill.querySelector("[data-pill-text]").textContent = size ? text : "";
  }

  async showNew() {
    if (!this.arrived.size) return;
    await this.reload();
    this.list.scrollTo({ top: 0 });
    this.list.querySelector(".row__link")?.focus({ preventScroll: true });
  }

  /** The list again from its top. */
  async reload() {
    const hadFocus = this.list.contains(document.activeElement);
    const ticked = new Set([...this.list.querySelectorAll(".check:checked")].map((box) => box.value));
    try {
      const answer = await fetch(this.list.dataset.list, { headers: { "HX-Request": "true" } });
      if (!answer.ok) return;
      this.list.innerHTML = await answer.text();
    } catch {
      return;
    }
    globalThis.htmx?.process(this.list);
    for (const box of this.list.querySelectorAll(".check")) box.checked = ticked.has(box.value);
    this.arrived.clear();
    this.#tellArrived();
    this.changed();
    if (hadFocus) this.list.querySelector(".row[data-cursor] .row__link")?.focus({ preventScroll: true });
  }
}
