// What a value of the answer looks like in a cell, in a file, and where it leads.
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const NUMERIC = /^(Nullable\(|LowCardinality\()*(U?Int|Float|Decimal)/;
const TIME = /^(Nullable\(|LowCardinality\()*DateTime/;
const number = new Intl.NumberFormat("en", { maximumFractionDigits: 20, useGrouping: false });

export const isNumber = (type) => NUMERIC.test(type);
export const isTime = (type) => TIME.test(type);
export const isDate = (type) => /^(Nullable\()?Date(32)?\b/.test(type) && !isTime(type);

/** As text; NULL is the word, but it is drawn apart. */
export function textOf(value, type = "") {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return number.format(value);
  if (typeof value === "string" && isTime(type)) return value.replace("T", " ").replace(/\.000Z$|Z$/, "");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** In full, for reading: JSON with its lines. */
export function longText(value, type = "") {
  let inside = value;
  if (typeof value === "string" && /^[[{]/.test(value)) {
    try { inside = JSON.parse(value); } catch { /* only looks like it */ }
  }
  return inside && typeof inside === "object" ? JSON.stringify(inside, null, 2) : textOf(value, type);
}

/** For a spreadsheet by the clipboard: no cell breaks its row, none is run as a formula. */
export function pasted(value, type) {
  const text = textOf(value, type).replace(/[\t\r\n]+/g, " ");
  const risky = /^[=+\-@\uff1d\uff0b\uff0d\uff20]/.test(text) && typeof value !== "number" && !/^-?\d+(\.\d+)?$/.test(text);
  return risky ? `'${text}` : text;
}

/** A function for each column: value → address, or "". */
export function leads(columns, { groups, accounts }, query) {
  const customers = (type) => (key) => type && key ? `/customers/group/${encodeURIComponent(type)}/${encodeURIComponent(key)}` : "";
  const person = (id) => UUID.test(id) && !/^[0-]+$/.test(id) ? `/customers/person/${id}` : "";
  const ticket = (number) => /^[1-9]\d{0,15}$/.test(String(number)) ? `/tickets/${number}` : "";
  const ofTickets = /\btickets\b/i.test(query);
  return columns.map(({ name }) => {
    const plain = name.toLowerCase().replace(/^.*\./, "");
    if (plain === "person_id") return person;
    if (plain === "ticket" || plain === "ticket_number" || (plain === "number" && ofTickets)) return ticket;
    if (plain === "account_key") return customers(accounts);
    const group = plain.match(/^\$group_([0-4])$/);
    return group ? customers(groups[group[1]]) : null;
  });
}

/** The order of two values; NULL is always last. */
export function compare(a, b, type) {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  if (isNumber(type)) return exact(a, b);
  const [left, right] = [textOf(a), textOf(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function exact(a, b) {
  if (typeof a === "string" && typeof b === "string" && /^-?\d+$/.test(a) && /^-?\d+$/.test(b)) {
    const [left, right] = [BigInt(a), BigInt(b)];
    return left < right ? -1 : left > right ? 1 : 0;
  }
  return Number(a) - Number(b);
}
