// The files under the text: a chip each, with its picture, progress, another try and a way off.
import { sizeInWords, upload } from "./uploads.js";

const PICTURE = /^image\/(png|jpeg|gif|webp)$/;
const NAMED = /\.(png|jpe?g|gif|webp)$/i;

export const asText = ({ filename, secret }) => `![${filename.replace(/[[\]]/g, "")}](attachment:${secret})`;

export class Attachments {
  /** `files` is the draft's list of {secret, filename, size, url}; `changed` hears of every change,
   *  `arrived(stored, file)` of each upload, `removed(stored)` of each taken off. */
  constructor({ element, template, url, token, most, files, changed, arrived, removed }) {
    Object.assign(this, { element, template, url, token, most, files, changed, arrived, removed });
    this.pending = 0;
    this.draw();
  }

  draw() {
    this.element.replaceChildren();
    for (const file of this.files) this.#finish(this.#chip(file.filename, file.size), file);
    this.element.hidden = !this.element.children.length;
  }

  add(file, { inline = false } = {}) {
    const chip = this.#chip(file.name || "pasted-image.png", file.size);
    if (PICTURE.test(file.type)) this.#thumbnail(chip, URL.createObjectURL(file));
    if (this.most && file.size > this.most) {
      this.#fail(chip, `Larger than ${sizeInWords(this.most)}. Share a link to it.`);
      return;
    }
    this.#try(chip, file, inline);
  }

  /** One that is on the server already. */
  take(file) {
    this.files.push(file);
    this.#finish(this.#chip(file.filename, file.size), file);
    this.changed();
  }

  clear() {
    this.files.length = 0;
    this.draw();
  }

  async #try(chip, file, inline) {
    const abort = new AbortController();
    const cancel = () => abort.abort();
    const remove = chip.querySelector("[data-remove]");
    remove.addEventListener("click", cancel, { once: true });
    this.pending += 1;
    this.changed();
    try {
      const onProgress = (done) => (chip.querySelector("progress").value = done);
      const { url, token } = this;
      const stored = await upload(file, { url, token, onProgress, signal: abort.signal });
      remove.removeEventListener("click", cancel);
      this.files.push(stored);
      this.#finish(chip, stored);
      if (inline) this.arrived(stored);
    } catch (error) {
      remove.removeEventListener("click", cancel);
      if (error.name === "AbortError") this.#remove(chip);
      else this.#fail(chip, error.message, () => this.#try(chip, file, inline));
    } finally {
      this.pending -= 1;
      this.changed();
    }
  }

  #chip(name, size) {
    const chip = this.template.content.firstElementChild.cloneNode(true);
    chip.querySelector(".file__name").textContent = name;
    chip.querySelector("small").textContent = sizeInWords(size);
    chip.dataset.size = sizeInWords(size);
    chip.querySelector("[data-remove]").setAttribute("aria-label", `Remove ${name}`);
    chip.querySelector("[data-retry]").setAttribute("aria-label", `Send ${name} again`);
    this.element.append(chip);
    this.element.hidden = false;
    return chip;
  }

  #thumbnail(chip, address) {
    const picture = chip.querySelector(".file__thumb");
    picture.src = address;
    picture.hidden = false;
    chip.querySelector(".icon").classList.add("visually-hidden");
  }

  #finish(chip, stored) {
    chip.querySelector("progress")?.remove();
    if (stored.url && NAMED.test(stored.filename) && chip.querySelector(".file__thumb").hidden) {
      this.#thumbnail(chip, stored.url);
    }
    chip.querySelector("[data-remove]").addEventListener("click", () => {
      this.files.splice(this.files.indexOf(stored), 1);
      this.removed?.(stored);
      this.#remove(chip);
    });
  }

  #fail(chip, why, again) {
    const [bar, words, retry] = ["progress", "small", "[data-retry]"].map((part) => chip.querySelector(part));
    bar.hidden = true;
    chip.dataset.tone = "red";
    words.textContent = why;
    words.setAttribute("role", "alert");
    retry.hidden = !again;
    const remove = () => this.#remove(chip);
    chip.querySelector("[data-remove]").addEventListener("click", remove, { once: true });
    retry.onclick = () => {
      chip.querySelector("[data-remove]").removeEventListener("click", remove);
      delete chip.dataset.tone;
      words.removeAttribute("role");
      words.textContent = chip.dataset.size;
      retry.hidden = true;
      bar.hidden = false;
      bar.value = 0;
      again();
    };
  }

  #remove(chip) {
    chip.remove();
    this.element.hidden = !this.element.children.length;
    this.changed();
  }
}
