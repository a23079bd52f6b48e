// The composer: one box, two drafts. What is typed survives everything but sending it.
// What others may count on: "composer:input" and "composer:sent" are fired on the form, and
// "composer:insert" with {markdown, attachments?, changes?} writes at the caret.
import { asText, Attachments } from "./attachments.js";
import { Drafts } from "./drafts.js";
import { receiveFiles } from "./receiving.js";
import { Sending } from "./sending.js";
import { post } from "./requests.js";
import { insert, toolbar } from "./toolbar.js";

const time = new Intl.DateTimeFormat(undefined, { timeStyle: "short", hourCycle: "h23" });

export class Composer {
  constructor(form) {
    this.form = form;
    this.ticket = form.dataset.ticket;
    this.text = form.querySelector(".composer__text");
    this.preview = form.querySelector(".composer__preview");
    this.previewButton = form.querySelector("[data-preview]");
    this.error = form.querySelector(".composer__error");
    this.saved = form.querySelector(".composer__saved");
    this.token = form.elements.csrfmiddlewaretoken.value;
    this.kinds = [...form.querySelectorAll("[name=kind]")].map((input) => input.value);
    this.mentioned = new Map(); // id to name, of those chosen from the list
    this.drafts = this.#drafts();
    this.files = Object.fromEntries(this.kinds.map((kind) => [kind, this.#attachments(kind)]));
    this.shown = this.kind;
    this.sending = new Sending(this);
    this.#listen();
    this.show();
    this.drafts.pull();
  }

  get kind() {
    return (this.form.querySelector("[name=kind]:checked") ?? this.form.elements.kind).value;
  }

  /** Opens the box as a reply or a note, with the caret at the end. */
  write(kind) {
    const input = this.form.querySelector(`[name=kind][value=${kind}]`);
    if (!input) return this.write(this.kinds[0]);
    input.checked = true;
    this.show();
    this.endPreview();
    this.text.focus();
    if (this.form.querySelector(".crossing, .asking")) return undefined;
    this.text.setSelectionRange(this.text.value.length, this.text.value.length);
    return undefined;
  }

  /** `attachments` are {secret, filename, size, url?}, uploaded already. */
  insert({ markdown = "", attachments = [] }) {
    this.endPreview();
    if (markdown) insert(this.text, markdown);
    for (const file of attachments) this.files[this.kind].take(file);
  }

  /** On lines of its own. */
  insertBlock(markdown) {
    const before = this.text.value.slice(0, this.text.selectionStart);
    const gap = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
    this.insert({ markdown: gap + markdown });
  }

  fire(name, detail) {
    this.form.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
  }

  keep(kind = this.shown) {
    const draft = this.drafts.of[kind];
    if (kind === this.shown) draft.text = this.text.value;
    const stored = this.drafts.keep(kind);
    if (kind === this.shown && !stored) this.#say("Draft not saved: the browser refused");
  }

  /** The box as the draft of the chosen kind. */
  show() {
    if (this.shown !== this.kind) this.endPreview();
    this.shown = this.kind;
    const draft = this.drafts.of[this.kind];
    if (this.text.value !== draft.text) this.text.value = draft.text;
    this.text.placeholder = this.text.dataset[this.kind];
    for (const kind of this.kinds) {
      const { element } = this.files[kind];
      element.hidden = kind !== this.kind || !element.children.length;
    }
    this.#tellSaved(draft.saved);
    this.refuse("", false);
    this.#offered();
    this.fire("composer:shown", { kind: this.kind });
  }

  refuse(message, focus = true) {
    this.error.hidden = !message;
    this.error.querySelector("[data-error]").textContent = message;
    if (focus) this.text.focus();
  }

  endPreview() {
    this.preview.hidden = true;
    this.text.hidden = false;
    this.previewButton.setAttribute("aria-pressed", "false");
  }

  #drafts() {
    return new Drafts({
      ticket: this.ticket,
      kinds: this.kinds,
      url: this.form.dataset.drafts,
      token: this.token,
      taken: (kind) => this.#taken(kind),
      offer: (kind, theirs) => this.#offer(kind, theirs),
      tell: (kind, where) => kind === this.shown && this.#tellSaved(this.drafts.of[kind].saved, where),
    });
  }

  #attachments(kind) {
    return new Attachments({
      element: this.form.querySelector(`[data-files=${kind}]`),
      template: this.form.querySelector("template[data-file]"),
      url: this.form.dataset.uploads,
      token: this.token,
      most: Number(this.form.dataset.most),
      files: this.drafts.of[kind].files,
      changed: () => this.keep(kind),
      arrived: (stored) => this.#put(kind, asText(stored)),
      removed: (stored) => this.#takeOut(kind, asText(stored)),
    });
  }

  /** A pasted picture stands where the caret is, once it has arrived. */
  #put(kind, words) {
    if (kind === this.shown && !this.text.hidden) return this.insertBlock(`${words}\n\n`);
    this.drafts.of[kind].text += `\n\n${words}\n\n`;
    return this.keep(kind);
  }

  #takeOut(kind, words) {
    const draft = this.drafts.of[kind];
    draft.text = draft.text.replace(words, "");
    if (kind === this.shown) this.text.value = draft.text;
  }

  #listen() {
    const { form, text } = this;
    form.addEventListener("change", (event) => event.target.name === "kind" && this.show());
    text.addEventListener("input", () => {
      this.keep();
      this.fire("composer:input", { kind: this.kind });
      this.#mentions();
    });
    text.addEventListener("blur", () => this.drafts.flush());
    form.addEventListener("composer:insert", (event) => this.insert(event.detail));
    // On a phone it is one line until touched, and again when the conversation is touched.
    form.addEventListener("focusin", () => form.toggleAttribute("data-open", true));
    document.addEventListener("click", (event) => {
      if (event.isTrusted && !form.contains(event.target)) form.removeAttribute("data-open");
    });
    this.previewButton.addEventListener("click", () => this.#togglePreview());
    toolbar(form, text);
    receiveFiles(form, (files, how) => this.#attach(files, how));
  }

  async #mentions() {
    if (this.kind !== "note" || (!this.mentions && !this.text.value.includes("@"))) return;
    this.mentions ??= import("./mentions.js").then(({ Mentions }) => new Mentions(this));
    (await this.mentions).look();
  }

  #attach(files, { pasted = false } = {}) {
    for (const file of files) {
      this.files[this.kind].add(file, { inline: pasted && file.type.startsWith("image/") });
    }
    this.text.focus();
  }

  #taken(kind) {
    this.files[kind].draw();
    this.files[kind].element.hidden ||= kind !== this.shown;
    if (kind !== this.shown) return;
    const atEnd = this.text.selectionStart === this.text.value.length;
    this.text.value = this.drafts.of[kind].text;
    if (atEnd) this.text.setSelectionRange(this.text.value.length, this.text.value.length);
    this.#tellSaved(this.drafts.of[kind].saved);
    this.fire("composer:shown", { kind });
  }

  #offer(kind, theirs) {
    this.offers = { ...this.offers, [kind]: theirs };
    this.#offered();
  }

  /** A newer draft of another device, if there is one for what is shown. */
  #offered() {
    const bar = this.form.querySelector(".composer__offer");
    const theirs = this.offers?.[this.shown];
    bar.hidden = !theirs;
    if (!theirs) return;
    bar.querySelector("[data-offer-text]").textContent = `A newer draft, saved ${time.format(theirs.saved)} on another device.`;
    const settle = (take) => {
      delete this.offers[this.shown];
      bar.hidden = true;
      this.drafts.settle(this.shown, theirs, take);
      this.text.focus();
    };
    bar.querySelector("[data-offer-take]").onclick = () => settle(true);
    bar.querySelector("[data-offer-keep]").onclick = () => settle(false);
  }

  #say(words) {
    this.saved.textContent = words;
  }

  #tellSaved(at, where = "saved") {
    if (!at) this.#say("");
    else this.#say(`${where === "here" ? "Saved on this device" : "Draft saved"} ${time.format(at)}`);
  }

  async #togglePreview() {
    if (!this.preview.hidden) {
      this.endPreview();
      this.text.focus();
      return;
    }
    const body = new FormData(this.form);
    for (const file of this.files[this.kind].files) body.append("attachment", file.secret);
    const answer = await post(this.form.dataset.preview, body);
    if (!answer.ok) {
      this.refuse("The preview did not load. Try again.");
      return;
    }
    this.preview.style.minBlockSize = `${this.text.offsetHeight}px`; // nothing below moves
    this.preview.innerHTML = answer.text; // sanitised by the server
    this.preview.hidden = false;
    this.text.hidden = true;
    this.previewButton.setAttribute("aria-pressed", "true");
  }
}
