// Drafts stay in this browser until they are sent: one for the reply, one for the note.
const age = 30 * 24 * 3600 * 1000;
const prefix = "clew:draft:";

const keyOf = (ticket, kind) => `${prefix}${ticket}:${kind}`;

export const empty = () => ({ text: "", files: [], saved: 0 });

export function load(ticket, kind) {
  try {
    return { ...empty(), ...JSON.parse(localStorage.getItem(keyOf(ticket, kind))) };
  } catch {
    return empty();
  }
}

/** False when the browser refuses to store (private mode, full disk). */
export function save(ticket, kind, draft) {
  try {
    if (!draft.text && !draft.files.length) localStorage.removeItem(keyOf(ticket, kind));
    else localStorage.setItem(keyOf(ticket, kind), JSON.stringify({ ...draft, saved: Date.now() }));
    return true;
  } catch {
    return false;
  }
}

export function forgetOld() {
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
