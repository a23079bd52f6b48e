// The files under the text: a chip each, with progress, and a way to take it off again.
import { sizeInWords, upload } from "./uploads.js";

export class Attachments {
  /** `files` is the draft's list of {secret, filename, size}; `changed` is told of every change. */
  constructor({ element, template, url, token, files, changed }) {
    Object.assign(this, { element, template, url, token, files, changed });
    this.pending = 0;
    for (const file of files) this.#finish(this.#chip(file.filename, file.size), file);
  }

  async add(file) {
    const chip = this.#chip(file.name || "pasted-image.png", file.size);
    const abort = new AbortController();
    chip.querySelector("button").addEventListener("click", () => abort.abort(), { once: true });
    this.pending += 1;
    this.changed();
    try {
      const onProgress = (done) => (chip.querySelector("progress").value = done);
      const { url, token } = this;
      const stored = await upload(file, { url, token, onProgress, signal: abort.signal });
      this.files.push(stored);
      this.#finish(chip, stored);
    } catch (error) {
      if (error.name === "AbortError") chip.remove();
      else this.#fail(chip, error.message);
    } finally {
      this.pending -= 1;
      this.changed();
    }
  }

  /** One that is on the server already. */
  take(file) {
    this.files.push(file);
    this.#finish(this.#chip(file.filename, file.size), file);
    this.changed();
  }

  clear() {
    this.files.length = 0;
    this.element.replaceChildren();
    this.element.hidden = true;
  }

  #chip(name, size) {
    const chip = this.template.content.firstElementChild.cloneNode(true);
    chip.querySelector(".file__name").textContent = name;
    chip.querySelector("small").textContent = sizeInWords(size);
    chip.querySelector("button").setAttribute("aria-label", `Remove ${name}`);
    this.element.append(chip);
    this.element.hidden = false;
    return chip;
  }

  #finish(chip, stored) {
    chip.querySelector("progress")?.remove();
    chip.querySelector("button").addEventListener("click", () => {
      this.files.splice(this.files.indexOf(stored), 1);
      this.#remove(chip);
    });
  }

  #fail(chip, why) {
    chip.querySelector("progress")?.remove();
    chip.dataset.tone = "red";
    chip.querySelector("small").textContent = why;
    chip.querySelector("button").addEventListener("click", () => this.#remove(chip));
  }

  #remove(chip) {
    chip.remove();
    this.element.hidden = !this.element.children.length;
    this.changed();
  }
}
