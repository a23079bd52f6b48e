// Typing @ in an internal note offers the people one can name. In a reply it offers nothing.
import { insert } from "./toolbar.js";

const ASKED = /(?:^|[\s(>])@([\p{L}\p{M}'.-]*(?: [\p{L}\p{M}'.-]*)?)$/u;
const MOST = 6;
let people = null;

async function load(url) {
  people ??= (await (await fetch(url, { headers: { "HX-Request": "true" } })).json()).people;
}

export class Mentions {
  constructor(composer) {
    this.composer = composer;
    this.text = composer.text;
    this.list = Object.assign(document.createElement("ul"), { className: "mentions", id: "mentions", hidden: true });
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "People to name");
    this.text.after(this.list);
    this.text.setAttribute("aria-autocomplete", "list");
    this.text.setAttribute("aria-controls", "mentions");
    this.text.addEventListener("keydown", (event) => this.#key(event), true);
    this.text.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    this.list.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      this.#choose(event.target.closest("[role=option]"));
    });
  }

  /** Called for every change of the text. */
  async look() {
    const asked = this.composer.kind === "note" && ASKED.exec(this.text.value.slice(0, this.text.selectionStart));
    if (!asked) {
      this.close();
      return;
    }
    try {
      await load(this.composer.form.dataset.mentionable);
    } catch {
      return; // without the list a name can still be typed
    }
    this.typed = asked[1];
    const wanted = asked[1].toLowerCase();
    const fits = ({ name }) => name.toLowerCase().startsWith(wanted) || name.toLowerCase().split(" ").some((part) => part.startsWith(wanted));
    this.#draw(people.filter(fits).slice(0, MOST));
  }

  close() {
    this.list.hidden = true;
    this.text.removeAttribute("aria-activedescendant");
  }

  #draw(found) {
    if (!found.length || (found.length === 1 && found[0].name === this.typed)) {
      this.close();
      return;
    }
    this.list.replaceChildren(...found.map((person, index) => this.#option(person, index)));
    this.list.hidden = false;
    this.#mark(0);
  }

  #option({ id, name, role, initials, hue }, index) {
    const option = document.createElement("li");
    option.id = `mention-${index}`;
    option.setAttribute("role", "option");
    option.dataset.id = id;
    option.dataset.name = name;
    const avatar = Object.assign(document.createElement("span"), { className: "avatar", textContent: initials });
    avatar.dataset.kind = "team";
    avatar.dataset.size = "sm";
    avatar.style.setProperty("--h", hue);
    avatar.setAttribute("aria-hidden", "true");
    const words = Object.assign(document.createElement("span"), { textContent: name });
    option.append(avatar, words, Object.assign(document.createElement("small"), { textContent: role }));
    return option;
  }

  #mark(index) {
    const options = [...this.list.children];
    this.at = (index + options.length) % options.length;
    options.forEach((option, each) => option.setAttribute("aria-selected", each === this.at));
    this.text.setAttribute("aria-activedescendant", options[this.at].id);
  }

  #key(event) {
    if (this.list.hidden || event.metaKey || event.ctrlKey) return;
    const move = { ArrowDown: this.at + 1, ArrowUp: this.at - 1 }[event.key];
    if (move !== undefined) this.#mark(move);
    else if (event.key === "Enter" || event.key === "Tab") this.#choose(this.list.children[this.at]);
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #choose(option) {
    if (!option) return;
    const { id, name } = option.dataset;
    const end = this.text.selectionStart;
    insert(this.text, `@${name} `, end - this.typed.length - 1, end);
    this.composer.mentioned.set(id, name);
    this.close();
  }
}
