// A small mark on rows that somebody is writing in. It lives on live topics alone: the list asks
// for nothing, and a mark that is not said again goes by itself.
const LASTS = 36_000; // ms; whoever writes says so every 15 seconds
const TOPIC = /^ticket\/(\d+)\/(writing|idle)\/(\d+)$/;

export class Writers {
  constructor(list, me) {
    Object.assign(this, { list, me });
    this.known = new Map(); // number to Map of person to timer
    document.addEventListener("live", (event) => this.#heard(event.detail.topic));
  }

  #heard(topic) {
    const [, number, what, person] = topic.match(TOPIC) ?? [];
    if (!number || person === this.me) return;
    if (what === "writing") this.#write(number, person);
    else this.#stop(number, person);
  }

  #write(number, person) {
    const people = this.known.get(number) ?? new Map();
    this.known.set(number, people);
    clearTimeout(people.get(person));
    people.set(person, setTimeout(() => this.#stop(number, person), LASTS));
    this.show(number);
  }

  #stop(number, person) {
    const people = this.known.get(number);
    if (!people?.has(person)) return;
    clearTimeout(people.get(person));
    people.delete(person);
    if (!people.size) this.known.delete(number);
    this.show(number);
  }

  /** Again on every row: rows are drawn anew by live updates. */
  showAll() {
    for (const number of this.known.keys()) this.show(number);
  }

  show(number) {
    const line = this.list.querySelector(`.row[data-number="${number}"] .row__line`);
    if (!line) return;
    const people = [...(this.known.get(number)?.keys() ?? [])];
    const shown = line.querySelector(".row__typing");
    if (!people.length) return void shown?.remove();
    const key = people.join();
    if (shown?.dataset.people === key) return;
    const mark = this.#mark(people);
    mark.dataset.people = key;
    if (shown) shown.replaceWith(mark);
    else line.querySelector(".row__link").after(mark);
  }

  #mark(people) {
    const mark = document.createElement("span");
    mark.className = "row__typing";
    const known = document.querySelector(`[name=assignee][value="${people[0]}"]`);
    const face = known?.querySelector(".avatar")?.cloneNode(true);
    const name = known?.querySelector(".menu__text")?.textContent.trim().split(/\s+/)[0] ?? "A colleague";
    if (face) {
      face.dataset.size = "xs";
      face.className = "avatar";
      mark.append(face);
    }
    mark.append(people.length > 1 ? `${name} and ${people.length - 1} more are writing` : `${name} is writing`);
    return mark;
  }
}
