// The composer: one box, two drafts. What is typed survives everything but sending it.
import { Attachments } from "./attachments.js";
import { empty, forgetOld, load, save } from "./drafts.js";
import { receiveFiles } from "./receiving.js";
import { post } from "./requests.js";

const time = new Intl.DateTimeFormat(undefined, { timeStyle: "short", hourCycle: "h23" });

/** crypto.randomUUID wants https; a team may run Clew on plain http inside its network. */
const nonce = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
};

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
    this.drafts = Object.fromEntries(this.kinds.map((kind) => [kind, load(this.ticket, kind)]));
    this.files = Object.fromEntries(this.kinds.map((kind) => [kind, this.#attachments(kind)]));
    this.shown = this.kind;
    this.#listen();
    this.#show();
    forgetOld();
  }

  get kind() {
    return (this.form.querySelector("[name=kind]:checked") ?? this.form.elements.kind).value;
  }

  /** Opens the box as a reply or a note, with the caret at the end. */
  write(kind) {
    const input = this.form.querySelector(`[name=kind][value=${kind}]`);
    if (!input) return this.write(this.kinds[0]);
    input.checked = true;
    this.#show();
    this.#endPreview();
    this.text.focus();
    this.text.setSelectionRange(this.text.value.length, this.text.value.length);
    return undefined;
  }

  /** `attachments` are {secret, filename, size}, uploaded already. */
  insert({ markdown = "", attachments = [] }) {
    this.text.focus();
    this.text.setRangeText(markdown, this.text.selectionStart, this.text.selectionEnd, "end");
    for (const file of attachments) this.files[this.kind].take(file);
    this.text.dispatchEvent(new Event("input", { bubbles: true }));
  }

  #fire(name, detail) {
    this.form.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
  }

  #attachments(kind) {
    return new Attachments({
      element: this.form.querySelector(`[data-files=${kind}]`),
      template: this.form.querySelector("template"),
      url: this.form.dataset.uploads,
      token: this.token,
      files: this.drafts[kind].files,
      changed: () => this.#keep(kind),
    });
  }

  #listen() {
    const { form, text } = this;
    form.addEventListener("change", (event) => event.target.name === "kind" && this.#show());
    text.addEventListener("input", () => this.#keep());
    // What others may count on: "composer:input" and "composer:sent" are fired on the form, and
    // "composer:insert" with {markdown, attachments?, changes?} writes at the caret.
    text.addEventListener("input", () => this.#fire("composer:input", { kind: this.kind }));
    form.addEventListener("composer:insert", (event) => this.insert(event.detail));
    text.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) {
        event.preventDefault();
        form.requestSubmit(form.querySelector("[data-send]"));
      }
    });
    form.addEventListener("submit", (event) => this.#submit(event));
    // On a phone it is one line until touched, and again when the conversation is touched.
    form.addEventListener("focusin", () => form.toggleAttribute("data-open", true));
    document.addEventListener("click", (event) => {
      if (event.isTrusted && !form.contains(event.target)) form.removeAttribute("data-open");
    });
    this.previewButton.addEventListener("click", () => this.#togglePreview());
    receiveFiles(form, (files) => this.#attach(files));
    addEventListener("storage", (event) => this.#fromOtherTab(event));
  }

  #attach(files) {
    for (const file of files) this.files[this.kind].add(file);
    this.text.focus();
  }

  #show() {
    if (this.shown !== this.kind) this.#endPreview();
    this.shown = this.kind;
    this.text.value = this.drafts[this.kind].text;
    this.text.placeholder = this.text.dataset[this.kind];
    for (const kind of this.kinds) {
      const { element } = this.files[kind];
      element.hidden = kind !== this.kind || !element.children.length;
    }
    this.#tellSaved(this.drafts[this.kind].saved);
    this.#tellError("");
  }

  #keep(kind = this.shown) {
    const draft = this.drafts[kind];
    if (kind === this.shown) draft.text = this.text.value;
    draft.saved = draft.text || draft.files.length ? Date.now() : 0;
    const stored = save(this.ticket, kind, draft);
    if (kind === this.shown) this.#tellSaved(stored ? draft.saved : -1);
  }

  #fromOtherTab(event) {
    const kind = this.kinds.find((name) => event.key === `clew:draft:${this.ticket}:${name}`);
    if (!kind || document.hasFocus()) return;
    this.drafts[kind].text = load(this.ticket, kind).text;
    if (kind === this.shown) this.text.value = this.drafts[kind].text;
  }

  #tellSaved(at) {
    if (at < 0) this.saved.textContent = "Draft not saved: the browser refused";
    else this.saved.textContent = at ? `Draft saved ${time.format(at)}` : "";
  }

  #tellError(message) {
    this.error.hidden = !message;
    this.error.querySelector("span").textContent = message;
  }

  async #submit(event) {
    event.preventDefault();
    if (this.form.hasAttribute("data-busy")) return undefined;
    const button = event.submitter ?? this.form.querySelector("[data-send]");
    const files = this.files[this.kind];
    if (!this.text.value.trim()) return this.#refuse("Write the message first.");
    if (files.pending) return this.#refuse("A file is still being sent. Wait for it, or remove it.");
    button.closest("[popover]")?.hidePopover();
    this.#busy(true);
    const failure = await this.#send(button, files);
    this.#busy(false);
    return failure ? this.#refuse(failure) : this.text.focus();
  }

  /** The reason in words when it was not sent, else nothing. */
  async #send(button, files) {
    const body = new FormData(this.form, button);
    for (const file of files.files) body.append("attachment", file.secret);
    const { kind } = this;
    // A try whose answer was lost may have arrived: the next one says that it is the same.
    this.nonce ??= nonce();
    body.append("nonce", this.nonce);
    const answer = await post(this.form.action, body);
    if (answer.status) this.nonce = null;
    if (answer.status === 409) return this.#fire("composer:crossed", { html: answer.text, button });
    if (!answer.ok) return `${answer.text} ${this.#kept()}`;
    this.#sent(files);
    const detail = { ...answer, status: kind === "reply" ? button.value : "" };
    document.dispatchEvent(new CustomEvent("clew:sent", { detail }));
    this.#fire("composer:sent", { kind });
    return "";
  }

  #kept() {
    return this.kind === "note"
      ? "The note is not added. It is saved as a draft."
      : "The reply is not sent. It is saved as a draft.";
  }

  #sent(files) {
    files.clear();
    this.drafts[this.kind] = { ...empty(), files: files.files };
    this.text.value = "";
    this.#endPreview();
    this.#tellError("");
    save(this.ticket, this.kind, empty());
    this.#tellSaved(0);
  }

  #refuse(message) {
    this.#tellError(message);
    this.text.focus();
  }

  #busy(on) {
    this.form.toggleAttribute("data-busy", on);
    this.text.readOnly = on;
    for (const button of this.form.querySelectorAll("[data-send], [data-for-reply]")) {
      button.setAttribute("aria-disabled", on);
    }
    this.form.querySelector("[data-send]").setAttribute("aria-busy", on);
  }

  async #togglePreview() {
    if (!this.preview.hidden) {
      this.#endPreview();
      this.text.focus();
      return;
    }
    const answer = await post(this.form.dataset.preview, new FormData(this.form));
    if (!answer.ok) {
      this.#tellError("The preview did not load. Try again.");
      return;
    }
    this.preview.innerHTML = answer.text; // sanitised by the server
    this.preview.hidden = false;
    this.text.hidden = true;
    this.previewButton.setAttribute("aria-pressed", "true");
  }

  #endPreview() {
    this.preview.hidden = true;
    this.text.hidden = false;
    this.previewButton.setAttribute("aria-pressed", "false");
  }
}
