// What this browser keeps: the session's secret, what was read, and what is being written.

const settings = { key: "", host: "", identity: null };

const recordName = (name) => `clew.${settings.key.slice(-8)}.${name}`;
const areaOf = (lasting) => (lasting ? localStorage : sessionStorage);

// Without storage (blocked by the browser) records last as long as the page.
const fallback = {};

function record(name, lasting = false) {
  try {
    return JSON.parse(areaOf(lasting).getItem(recordName(name)));
  } catch {
    return fallback[name] || null;
  }
}

function keep(name, value, lasting = false) {
  fallback[name] = value;
  try {
    if (value === null) areaOf(lasting).removeItem(recordName(name));
    else areaOf(lasting).setItem(recordName(name), JSON.stringify(value));
  } catch {
    // Full or forbidden: the fallback has it.
  }
}

const readUpTo = (number) => (record("read", true) || {})[number] || 0;
function markRead(number, lastReply) {
  if (lastReply > readUpTo(number)) {
    keep("read", { ...record("read", true), [number]: lastReply }, true);
  }
}
const isUnread = (ticket) => ticket.last_reply > readUpTo(ticket.number);

// Drafts belong to the tab: "new" for the form, a ticket's number for a reply.
const draft = (name) => record(`draft.${name}`) || {};
const keepDraft = (name, value) => keep(`draft.${name}`, value);

function forgetEverything() {
  keep("session", null, true);
  keep("read", null, true);
  try {
    for (const name of Object.keys(sessionStorage)) {
      if (name.startsWith(recordName("draft."))) sessionStorage.removeItem(name);
    }
  } catch {
    // No storage, nothing to forget.
  }
  for (const name of Object.keys(fallback)) delete fallback[name];
}
