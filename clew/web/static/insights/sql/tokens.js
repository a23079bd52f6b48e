// SQL cut into tokens, for colours, brackets, parameters and completion. No parser: it never fails.
const KEYWORDS = new Set("all and any anti array as asc asof between by case cast collate cross cube current cast date_add date_sub desc distinct else end except exists extract false fill filter final first following for from full global group grouping having if ilike in inner intersect interval into is join last lateral left like limit materialized natural not null nulls offset on or order outer over overflow partition preceding prewhere qualify range right rollup row rows sample select semi sets step then ties to totals true unbounded union using values when where window with second minute hour day week month quarter year".split(" "));
const PATTERN = new RegExp([
  "(?<comment>--[^\\n]*|#[^\\n]*|/\\*[^]*?(?:\\*/|$))",
  "(?<string>'(?:[^'\\\\]|\\\\[^]|'')*(?:'|$))",
  "(?<name>`(?:[^`\\\\]|\\\\[^])*(?:`|$)|\"(?:[^\"\\\\]|\\\\[^])*(?:\"|$))",
  "(?<parameter>\\{\\s*[A-Za-z_]\\w*\\s*:\\s*[A-Za-z][^{}\\n]*\\})",
  "(?<number>\\b\\d[\\w.]*)",
  "(?<word>[\\p{L}_$][\\p{L}\\p{N}_$]*)",
  "(?<open>[([{])",
  "(?<close>[)\\]}])",
  "(?<space>\\s+)",
  "(?<sign>[^])",
].join("|"), "gu");
const CALLS = new Set(["if", "left", "right", "date_add", "date_sub", "extract", "cast", "any", "array", "range", "replace"]);

/** [{ kind, text, at }]: comment, string, name, parameter, number, keyword, function, word … */
export function tokens(text) {
  const found = [];
  for (const match of text.matchAll(PATTERN)) {
    const [kind, value] = Object.entries(match.groups).find(([, each]) => each !== undefined);
    found.push({ kind, text: value, at: match.index });
  }
  found.forEach((token, place) => { if (token.kind === "word") token.kind = kindOf(token, found, place); });
  return found;
}

function kindOf({ text }, all, place) {
  if (all[place - 1]?.text === ".") return "column";
  const calls = all[place + 1]?.text === "(";
  const lower = text.toLowerCase();
  if (KEYWORDS.has(lower) && !(calls && CALLS.has(lower))) return "keyword";
  return calls ? "function" : "column";
}

export const keywords = () => [...KEYWORDS].map((word) => word.toUpperCase());

/** The parameters in the order they are first named: [{ name, type }]. */
export function parametersIn(text) {
  const found = new Map();
  for (const { kind, text: written } of tokens(text)) {
    if (kind !== "parameter") continue;
    const [, name, type] = written.match(/^\{\s*(\w+)\s*:\s*(.*?)\s*\}$/);
    if (!found.has(name)) found.set(name, { name, type });
  }
  return [...found.values()];
}

/** Where the bracket beside the caret and its partner stand, or nothing. */
export function bracketPair(all, caret) {
  const signs = all.filter(({ kind }) => kind === "open" || kind === "close");
  const here = signs.findIndex(({ at }) => at === caret - 1 || at === caret);
  if (here < 0) return [];
  const step = signs[here].kind === "open" ? 1 : -1;
  let depth = 0;
  for (let at = here; signs[at]; at += step) {
    depth += signs[at].kind === "open" ? 1 : -1;
    if (depth === 0) return [signs[here].at, signs[at].at];
  }
  return [];
}
