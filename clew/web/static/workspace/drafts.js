// Drafts: in this browser at once, on the server soon after, so that they follow the person.
// The server counts versions; a newer one of another device is offered, never written over.
const age = 30 * 24 * 3600 * 1000;
const SOON = 800; // ms after the last key
const prefix = "clew:draft:";

const keyOf = (ticket, kind) => `${prefix}${ticket}:${kind}`;

export const empty = () => ({ text: "", files: [], saved: 0, version: 0, dirty: false });

export class Drafts {
  /** `taken(kind)` after the server's text became ours, `offer(kind, theirs)` when both differ. */
  constructor({ ticket, kinds, url, token, taken, offer, tell }) {
    Object.assign(this, { ticket, kinds, url, token, taken, offer, tell });
    this.of = Object.fromEntries(kinds.map((kind) => [kind, this.#load(kind)]));
    this.timers = {};
    this.sending = {};
    this.open = new Set(); // kinds of which two drafts wait for a decision
    addEventListener("pagehide", () => this.#leave());
    addEventListener("online", () => this.flush());
    addEventListener("storage", (event) => this.#fromOtherTab(event));
    this.#forgetOld();
  }

  /** Something was typed or attached. */
  keep(kind) {
    const draft = this.of[kind];
    draft.saved = draft.text || draft.files.length ? Date.now() : 0;
    draft.dirty = true;
    const stored = this.#store(kind);
    clearTimeout(this.timers[kind]);
    this.timers[kind] = setTimeout(() => this.#save(kind), SOON);
    return stored;
  }

  /** What waits goes to the server now. */
  async flush() {
    await Promise.all(this.kinds.filter((kind) => this.of[kind].dirty).map((kind) => this.#save(kind)));
  }

  /** It was sent, and the server forgot it with the message. */
  forget(kind, { files }) {
    this.open.delete(kind);
    clearTimeout(this.timers[kind]);
    this.of[kind] = { ...empty(), files };
    this.#store(kind);
  }

  /** What the server has: at the beginning, and when something came back. */
  async pull() {
    const answer = await this.#fetch(this.url);
    if (!answer) return;
    const found = Object.fromEntries(answer.drafts.map((draft) => [draft.kind, draft]));
    for (const kind of this.kinds) this.#meet(kind, found[kind] ?? { version: 0, body: "", files: [] });
  }

  /** Takes what another device wrote, or writes over it. */
  settle(kind, theirs, takeTheirs) {
    this.open.delete(kind);
    if (takeTheirs) {
      this.#take(kind, theirs);
      return;
    }
    Object.assign(this.of[kind], { version: theirs.version, dirty: true });
    setTimeout(() => this.#save(kind)); // after the save that was refused
  }

  #meet(kind, theirs) {
    const ours = this.of[kind];
    if (theirs.version === ours.version) {
      if (ours.dirty) this.#save(kind);
      return;
    }
    const same = theirs.body === ours.text && theirs.files.length === ours.files.length;
    if (!ours.dirty || same || (!ours.text && !ours.files.length)) this.#take(kind, theirs);
    else if (theirs.version === 0) this.settle(kind, theirs, false); // sent elsewhere: ours is new
    else {
      this.open.add(kind);
      this.offer(kind, theirs);
    }
  }

  #take(kind, { body, files, version, saved }) {
    const ours = this.of[kind];
    Object.assign(ours, { text: body, version, saved: saved ?? 0, dirty: false });
    ours.files.splice(0, ours.files.length, ...files);
    this.#store(kind);
    this.taken(kind);
  }

  async #save(kind) {
    clearTimeout(this.timers[kind]);
    while (this.sending[kind]) await this.sending[kind]; // one at a time, then what changed meanwhile
    if (!this.of[kind].dirty || this.open.has(kind)) return;
    this.sending[kind] = this.#send(kind);
    await this.sending[kind];
    this.sending[kind] = null;
  }

  async #send(kind) {
    const draft = this.of[kind];
    const { text } = draft;
    const answer = await this.#fetch(this.url, { method: "POST", body: this.#form(kind) });
    if (draft !== this.of[kind]) return; // sent meanwhile
    if (!answer) {
      this.tell(kind, "here");
      return;
    }
    if (answer.conflict) {
      this.#meet(kind, answer.draft);
      return;
    }
    draft.version = answer.draft.version;
    if (draft.text === text) draft.dirty = false;
    this.#store(kind);
    this.tell(kind, "saved");
  }

  #form(kind) {
    const { text, files, version } = this.of[kind];
    const body = new FormData();
    body.append("kind", kind);
    body.append("body", text);
    body.append("known", version);
    for (const file of files) body.append("attachment", file.secret);
    return body;
  }

  async #fetch(url, options = {}) {
    try {
      const headers = { "HX-Request": "true", "X-CSRFToken": this.token };
      const answer = await fetch(url, { ...options, headers });
      if (!answer.ok && answer.status !== 409) return null;
      return { ...(await answer.json()), conflict: answer.status === 409 };
    } catch {
      return null;
    }
  }

  #leave() {
    for (const kind of this.kinds) {
      if (!this.of[kind].dirty || this.sending[kind]) continue;
      const headers = { "HX-Request": "true", "X-CSRFToken": this.token };
      fetch(this.url, { method: "POST", body: this.#form(kind), headers, keepalive: true }).catch(() => {});
    }
  }

  #load(kind) {
    try {
      return { ...empty(), ...JSON.parse(localStorage.getItem(keyOf(this.ticket, kind))) };
    } catch {
      return empty();
    }
  }

  /** False when the browser refuses to store (private mode, full disk). */
  #store(kind) {
    const draft = this.of[kind];
    try {
      if (!draft.text && !draft.files.length && !draft.dirty) localStorage.removeItem(keyOf(this.ticket, kind));
      else localStorage.setItem(keyOf(this.ticket, kind), JSON.stringify(draft));
      return true;
    } catch {
      return false;
    }
  }

  #fromOtherTab({ key }) {
    const kind = this.kinds.find((name) => key === keyOf(this.ticket, name));
    if (!kind || document.hasFocus()) return;
    const { text, version, dirty, saved } = this.#load(kind);
    Object.assign(this.of[kind], { text, version, dirty, saved });
    this.taken(kind);
  }

  #forgetOld() {
    try {
      for (const key of Object.keys(localStorage)) {
        if (!key.startsWith(prefix)) continue;
        const { saved = 0 } = JSON.parse(localStorage.getItem(key)) ?? {};
        if (Date.now() - saved > age) localStorage.removeItem(key);
      }
    } catch {
      // Without storage there is nothing to tidy.
    }
  }
}
