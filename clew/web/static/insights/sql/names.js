// What can stand at the caret: tables, columns, properties, functions, words. Reads the schema.
import { keywords, parametersIn } from "./tokens.js";

const PLAIN = /^[\p{L}_$][\p{L}\p{N}_$]*$/u;
const AFTER_TABLES = new Set(["from", "join"]);
const SHOWN = 60;

/** A name as it is written in SQL; a path part by part. */
export const written = (path) => path.split(".").map((part) => PLAIN.test(part) ? part : `\`${part.replaceAll("`", "\\`")}\``).join(".");

/** {from, typed, found: [{label, kind, aside, insert}]} for a text and a caret. */
export function candidates(schema, tokens, text, caret) {
  const at = tokens.findIndex((token) => token.at < caret && caret <= token.at + token.text.length);
  const token = tokens[at];
  if (token && ["comment", "string", "parameter"].includes(token.kind)) return null;
  const inWord = token && ["column", "keyword", "function", "number", "name"].includes(token.kind);
  if (inWord && token.kind === "number") return null;
  const from = inWord ? token.at : caret;
  const typed = inWord ? text.slice(from, caret).replace(/^[`"]/, "") : "";
  const before = tokens.slice(0, inWord ? at : at < 0 ? 0 : at + 1).filter(({ kind }) => kind !== "comment");
  const known = tablesIn(schema, tokens);
  const found = before.at(-1)?.text === "." ? afterDot(schema, before, known) : anywhere(schema, before, known, text, typed);
  return { from, typed, found: best(found, typed) };
}

function afterDot(schema, before, known) {
  const path = [];
  let at = before.length - 1;
  while (before[at]?.text === "." && before[at - 1] && !["space", "sign", "open"].includes(before[at - 1].kind)) {
    path.unshift(before[at - 1].text.replace(/^[`"]|[`"]$/g, ""));
    at -= 2;
  }
  return follow(schema, path, known);
}

function follow(schema, path, known) {
  let [first, ...rest] = path;
  let table = known.get(first)?.table;
  if (!table) { // no alias: a column, or a link, of any of the tables
    rest = path;
    table = [...known.values()].map((one) => one.table).find((one) => one && (columnOf(one, first) || schema.leads[one.name]?.[first]));
  }
  while (table && rest.length && schema.leads[table.name]?.[rest[0]]) {
    table = tableOf(schema, schema.leads[table.name][rest[0]]);
    rest = rest.slice(1);
  }
  if (!table) return [];
  if (!rest.length) return [...columnsOf(table), ...linksOf(schema, table)];
  const column = columnOf(table, rest[0]);
  const inside = rest.slice(1).map((part) => `${part}.`).join("");
  return (column?.properties ?? []).filter((path) => path.startsWith(inside))
    .map((path) => ({ label: path.slice(inside.length), kind: "property", aside: column.examples?.[path]?.[0] ?? "", insert: written(path.slice(inside.length)) }));
}

function anywhere(schema, before, known, text, typed) {
  const last = before.filter(({ kind }) => kind !== "space").at(-1);
  const tables = [
    ...[...known].filter(([, one]) => one.isCte).map(([name]) => ({ label: name, kind: "table", aside: "in this query", insert: name })),
    ...schema.tables.map(({ name, description }) => ({ label: name, kind: "table", aside: description, insert: name })),
  ];
  if (last && AFTER_TABLES.has(last.text.toLowerCase())) return tables;
  if (!typed) return [];
  const used = new Set([...known.values()].map((one) => one.table).filter(Boolean));
  if (!used.size && tableOf(schema, "events")) used.add(tableOf(schema, "events")); // before FROM is written
  const columns = [...used].flatMap((table) => [...columnsOf(table), ...linksOf(schema, table)]);
  const aliases = [...known].filter(([name, one]) => one.table && name !== one.table.name).map(([name, one]) => ({ label: name, kind: "table", aside: one.table.name, insert: name }));
  const functions = Object.entries(schema.functions).flatMap(([kind, names]) => names.map((name) => ({ label: name, kind: "function", aside: kind === "scalar" ? "" : kind, insert: `${name}(` })));
  const words = keywords().map((word) => ({ label: word, kind: "word", aside: "", insert: word }));
  const parameters = parametersIn(text).map(({ name, type }) => ({ label: `{${name}:${type}}`, kind: "parameter", aside: "parameter", insert: `{${name}:${type}}` }));
  return [...columns, ...aliases, ...tables, ...words, ...functions, ...parameters];
}

// FROM events e JOIN persons AS p; WITH x AS (…). A later name of the same word wins.
function tablesIn(schema, tokens) {
  const solid = tokens.filter(({ kind }) => kind !== "space" && kind !== "comment");
  const known = new Map();
  solid.forEach((token, at) => {
    const lower = token.text.toLowerCase();
    if (solid[at + 1]?.text.toLowerCase() === "as" && solid[at + 2]?.text === "(" && token.kind === "column") known.set(token.text, { isCte: true });
    const isSource = AFTER_TABLES.has(lower) || (token.text === "," && inFrom(solid, at));
    const table = isSource && solid[at + 1] && tableOf(schema, solid[at + 1].text);
    if (!table) return;
    const named = solid[at + 2]?.text.toLowerCase() === "as" ? solid[at + 3] : solid[at + 2];
    known.set(table.name, { table });
    if (named && ["column", "name"].includes(named.kind)) known.set(named.text, { table });
  });
  return known;
}

function inFrom(solid, at) {
  for (let place = at - 1; place >= 0 && at - place < 6; place -= 1) {
    if (solid[place].kind === "keyword") return solid[place].text.toLowerCase() === "from";
  }
  return false;
}

const tableOf = (schema, name) => schema.tables.find((one) => one.name === name);
const columnOf = (table, name) => table.columns.find((one) => one.name === name);
const columnsOf = (table) => table.columns.map(({ name, type, description }) => ({ label: name, kind: "column", aside: description || shortType(type), insert: written(name) }));
const linksOf = (schema, table) => Object.entries(schema.leads[table.name] ?? {}).map(([name, other]) => ({ label: name, kind: "link", aside: `→ ${other}`, insert: `${name}.` }));

const TYPES = [[/^(DateTime|Date)/, "time"], [/^(U?Int|Float|Decimal)/, "number"], [/^String/, "text"], [/^Bool/, "yes or no"], [/^UUID/, "UUID"], [/^JSON/, "JSON"], [/^Array/, "list"]];

/** ClickHouse's type in a word. */
export function shortType(type) {
  const bare = type.replace(/^(Nullable|LowCardinality)\((.*)\)$/, "$2");
  return TYPES.find(([pattern]) => pattern.test(bare))?.[1] ?? bare;
}

function best(found, typed) {
  const wanted = typed.toLowerCase();
  const scored = [];
  found.forEach((each, place) => {
    const label = each.label.toLowerCase();
    const bare = label.replace(/^[${]/, "");
    const at = bare.startsWith(wanted) || label.startsWith(wanted) ? 0 : new RegExp(`[_.$]${escaped(wanted)}|${camel(typed)}`).test(each.label) ? 1 : label.includes(wanted) && wanted.length > 2 ? 2 : 3;
    if (at < 3) scored.push([at * 100_000 + (["function", "word", "table"].includes(each.kind) ? label.length * 10 : 0) + place / 100, each]);
  });
  const seen = new Set();
  return scored.sort((a, b) => a[0] - b[0]).map(([, each]) => each)
    .filter(({ label, kind }) => !seen.has(`${kind}${label}`) && seen.add(`${kind}${label}`)).slice(0, SHOWN);
}

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const camel = (typed) => typed ? escaped(typed[0].toUpperCase() + typed.slice(1)) : "(?!)";
