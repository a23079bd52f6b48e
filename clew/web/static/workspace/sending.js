// Sending: the message stands in the conversation at once, grey until the server has it. Without a
// connection it waits there, also over a reload, and goes by itself. Refused, its text comes back.
import { post } from "./requests.js";

const WAYS = "clew:send-as:";
const RETRY = 5_000; // ms
const keyOf = (ticket) => `clew:outbox:${ticket}`;

/** crypto.randomUUID wants https; a team may run Clew on plain http inside its network. */
const nonce = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
};

export class Sending {
  constructor(composer) {
    this.composer = composer;
    this.form = composer.form;
    this.main = this.form.querySelector("[data-send]");
    this.waiting = []; // {fields: [[name, value]], kind, text, files, item}
    this.form.addEventListener("submit", (event) => this.#submit(event));
    composer.text.addEventListener("keydown", (event) => this.#key(event));
    addEventListener("online", () => this.#again());
    document.addEventListener("live:resync", () => this.#again());
    this.#ways();
    this.#restore();
  }

  #key(event) {
    if (event.key !== "Enter" || !(event.metaKey || event.ctrlKey)) return;
    event.preventDefault();
    const menu = this.form.querySelector("#send-ways");
    if (event.shiftKey && menu && this.composer.kind === "reply") {
      menu.showPopover({ source: this.form.querySelector("[popovertarget=send-ways]") });
      menu.querySelector("button").focus();
    } else this.form.requestSubmit(this.main);
  }

  /** The way chosen last is what the button does, for this person in this browser. */
  #ways() {
    const menu = this.form.querySelector("#send-ways");
    if (!menu) return;
    try {
      this.#offer(menu.querySelector(`[data-way][value="${localStorage.getItem(WAYS + this.form.dataset.me)}"]`));
    } catch {
      // The plain way is always there.
    }
  }

  #offer(way) {
    if (!way) return;
    this.main.name = "status";
    this.main.value = way.value;
    this.main.querySelector("[data-send-words]").textContent = way.dataset.way;
  }

  #choose(button) {
    if (!button.dataset.way) return;
    this.#offer(button);
    try {
      localStorage.setItem(WAYS + this.form.dataset.me, button.value);
    } catch {
      // It is remembered as long as the page stands.
    }
  }

  async #submit(event) {
    event.preventDefault();
    const { composer, form } = this;
    const button = event.submitter ?? this.main;
    const { kind } = composer;
    const files = composer.files[kind];
    if (!composer.text.value.trim()) {
      // A second press of the keys is no empty message.
      return this.waiting.some((entry) => entry.busy) ? undefined : composer.refuse("Write the message first.");
    }
    if (files.pending) return composer.refuse("A file is still being sent. Wait for it, or remove it.");
    button.closest("[popover]")?.hidePopover();
    if (kind === "reply") this.#choose(button);
    const entry = this.#entry(button, kind, files.files);
    composer.endPreview();
    composer.refuse("");
    files.clear();
    composer.drafts.forget(kind, { files: files.files });
    composer.show();
    form.removeAttribute("data-busy");
    composer.text.focus();
    this.#store(entry);
    this.#stand(entry);
    return this.#send(entry, button);
  }

  #entry(button, kind, files) {
    const { composer, form } = this;
    const body = new FormData(form, button);
    if (kind === "note") body.delete("status");
    for (const file of files) body.append("attachment", file.secret);
    if (button.dataset.holdUntil) body.append("hold_until", button.dataset.holdUntil);
    if (kind === "note") for (const id of composer.mentioned.keys()) body.append("mention", id);
    // A try whose answer was lost may have arrived: the next one says that it is the same.
    body.append("nonce", nonce());
    body.delete("csrfmiddlewaretoken");
    const status = kind === "reply" ? (body.get("status") ?? "") : "";
    return { fields: [...body], kind, status, text: composer.text.value, files: [...files] };
  }

  async #send(entry, button = this.main) {
    if (entry.busy) return;
    entry.busy = true;
    const body = new FormData();
    for (const [name, value] of entry.fields) body.append(name, value);
    const answer = await post(this.form.action, body);
    entry.busy = false;
    if (!answer.status) {
      this.#wait(entry);
      return;
    }
    this.#remove(entry);
    if (answer.ok) this.#sent(entry, answer);
    else this.#back(entry, answer, button);
  }

  #sent({ kind, status }, answer) {
    this.composer.mentioned.clear();
    for (const field of this.form.querySelectorAll("[name=confirmed]")) field.remove();
    document.dispatchEvent(new CustomEvent("clew:sent", { detail: { ...answer, status } }));
    this.composer.fire("composer:sent", { kind, status });
  }

  /** The text is in the box again, before what was begun meanwhile. */
  #back(entry, answer, button) {
    const { composer } = this;
    const { kind } = entry;
    const draft = composer.drafts.of[kind];
    if (composer.kind !== kind) composer.write(kind);
    draft.text = [entry.text, composer.text.value].filter((part) => part.trim()).join("\n\n");
    composer.text.value = draft.text;
    for (const file of entry.files) composer.files[kind].take(file);
    composer.keep(kind);
    composer.fire("composer:shown", { kind });
    if (answer.status === 409) {
      this.#ask(answer.text, button);
      return;
    }
    const what = kind === "note" ? "The note is not added." : "The reply is not sent.";
    composer.refuse(`${answer.text} ${what} It is saved as a draft.`);
  }

  async #ask(html, button) {
    if (!html.includes('class="asking"')) {
      this.composer.fire("composer:crossed", { html, button });
      return;
    }
    const { ask } = await import("./asking.js");
    ask(this.composer, html, button);
  }

  #wait(entry) {
    const { item } = entry;
    item.dataset.waits = "";
    item.querySelector(".msg__delivery p").textContent = "No connection. It is kept here and goes by itself when you are online.";
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#again(), RETRY);
  }

  #again() {
    for (const entry of [...this.waiting]) this.#send(entry);
  }

  #stand(entry) {
    const item = this.form.querySelector("template[data-pending]").content.firstElementChild.cloneNode(true);
    const article = item.querySelector(".msg");
    article.dataset.kind = entry.kind;
    article.querySelector("b").textContent = this.form.dataset.author;
    item.querySelector(".msg__via").textContent = entry.kind === "note" ? "Internal note" : "";
    item.querySelector(".msg__body").textContent = entry.text;
    entry.item = item;
    this.waiting.push(entry);
    document.getElementById("thread").append(item);
  }

  #remove(entry) {
    this.waiting = this.waiting.filter((other) => other !== entry);
    entry.item.remove();
    this.#store();
  }

  #store(fresh) {
    const kept = [...this.waiting, fresh].filter(Boolean);
    try {
      const plain = kept.map(({ fields, kind, status, text, files }) => ({ fields, kind, status, text, files }));
      if (plain.length) localStorage.setItem(keyOf(this.composer.ticket), JSON.stringify(plain));
      else localStorage.removeItem(keyOf(this.composer.ticket));
    } catch {
      // It stays on the page; only a reload would lose it.
    }
  }

  /** What a page that was left had not sent. The server knows what it has already. */
  #restore() {
    let kept = [];
    try {
      kept = JSON.parse(localStorage.getItem(keyOf(this.composer.ticket))) ?? [];
    } catch {
      // Nothing to restore.
    }
    for (const entry of kept) this.#stand(entry);
    this.#again();
  }
}
