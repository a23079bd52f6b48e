// What is typed stays: for each tab and address until it is saved, and the last of all tabs.
const at = (staff) => `clew:sql:${staff}:${location.pathname}${new URLSearchParams(location.search).get("q") ?? ""}`;
const LAST = "clew:sql:last:";
const REPLACED = "clew:sql:replaced:";
const KEPT = 20;

export function draftOf(staff) {
  return read(sessionStorage, at(staff)) ?? (location.pathname.endsWith("/sql") && !location.search ? read(localStorage, LAST + staff) : null);
}

/** `draft` is {text, values, chart}. */
export function keep(staff, draft, { saved = false } = {}) {
  if (saved) sessionStorage.removeItem(at(staff));
  else write(sessionStorage, at(staff), draft);
  if (!saved && location.pathname.endsWith("/sql")) write(localStorage, LAST + staff, draft);
}

/** Texts that another one took the place of, the latest first. */
export const replaced = (staff) => read(localStorage, REPLACED + staff) ?? [];

export function setAside(staff, text) {
  if (!text.trim()) return;
  const others = replaced(staff).filter((each) => each.text !== text);
  write(localStorage, REPLACED + staff, [{ text, at: new Date().toISOString() }, ...others].slice(0, KEPT));
}

function read(store, key) {
  try {
    return JSON.parse(store.getItem(key));
  } catch { // full, forbidden or not ours
    return null;
  }
}

function write(store, key, value) {
  try {
    store.setItem(key, JSON.stringify(value));
  } catch { /* full or forbidden: the page still works */ }
}
