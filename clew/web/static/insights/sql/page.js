// The SQL page: an editor, the schema beside it, the rows below.
import "../../customers/fragments.js";
import { register, mention } from "../../clew/keys.js";
import { say } from "../../clew/toasts.js";
import { save as download } from "../../charts/export.js";
import { ask } from "./asking.js";
import { Browser } from "./browser.js";
import { Completion } from "./completion.js";
import { draftOf, keep, setAside } from "./drafts.js";
import { Editor } from "./editor.js";
import { Parameters } from "./parameters.js";
import { Results } from "./results.js";
import { Running } from "./running.js";
import { Saved } from "./saved.js";
import { Side } from "./side.js";

const EXAMPLE = `SELECT event, count() AS times, uniq(person_id) AS people
FROM events
WHERE timestamp >= now() - INTERVAL 7 DAY
GROUP BY event
ORDER BY times DESC
LIMIT 50`;

const page = document.querySelector("[data-sql]");
const told = JSON.parse(document.getElementById("sql-told").textContent);
const find = (name) => page.querySelector(`[data-${name}]`);
const editor = new Editor(find("editor"));
const results = new Results(find("results"), { told, changed: () => changed() });
const parameters = new Parameters(find("parameters"), () => changed());
const running = new Running(page.dataset.runs, { tick: elapsed });
const current = () => ({ sql: editor.text, parameters: parameters.described(), chart: results.chosen });
const saved = new Saved(page, { saved: told.saved, current, became });
const side = new Side(page, { load, staff: told.staff });
let schema = null;
let began = false;

const browser = new Browser(side.pane("tables"), (name) => {
  side.close();
  const { start, text } = { ...editor.selection, text: editor.text };
  const glued = /[\p{L}\p{N}_$`)]/u.test(text[start - 1] ?? "");
  editor.insert(`${glued ? " " : ""}${name}`);
});
const completion = new Completion(editor, () => schema ?? { tables: [], leads: {}, functions: {} });

begin();

function begin() {
  const asked = new URLSearchParams(location.search).get("q");
  const draft = draftOf(told.staff);
  parameters.begin(saved.saved?.parameters, draft?.values);
  results.chosen = draft?.chart?.kind ? draft.chart : saved.saved?.chart ?? {};
  if (results.chosen.kind) results.look("chart");
  if (typeof draft?.text === "string" && draft.seen) saved.seen = draft.seen; // somebody may have changed it since
  editor.begin(draft?.text ?? asked ?? saved.saved?.sql ?? EXAMPLE);
  parameters.follow(editor.text);
  saved.show();
  results.state("empty");
  began = true;
  if (matchMedia("(pointer: fine)").matches) editor.area.focus({ preventScroll: true });
  loadSchema();
}

async function loadSchema() {
  const place = side.pane("tables");
  const answer = await ask(page.dataset.schema);
  place.querySelector("[data-schema-failed]").hidden = answer.ok;
  place.querySelector("[data-schema-waiting]").hidden = true;
  if (!answer.ok) return;
  schema = answer.data;
  browser.show(schema);
}

function changed() {
  if (!began) return;
  parameters.follow(editor.text);
  const isNew = !saved.saved || saved.isChanged();
  keep(told.staff, { text: isNew ? editor.text : null, values: parameters.values, chart: results.chosen, seen: saved.seen }, { saved: !isNew && !parameters.known.length });
  saved.show();
}

editor.changed = () => { problem(null); changed(); };

async function run() {
  if (running.now) return;
  const chosen = editor.selection;
  const part = chosen.text.trim() ? chosen : { text: editor.text, start: 0 };
  if (!part.text.trim()) { problem({ message: "There is nothing to run yet.", hint: "Write a SELECT." }); editor.area.focus(); return; }
  const { values, missing } = parameters.collect(part.text);
  if (missing) { problem({ message: `Fill in a value of ${missing} to run this.` }); return; }
  problem(null);
  waiting(true);
  const answer = await running.run(part.text, values);
  waiting(false);
  side.ran();
  if (answer.ok) return results.show(answer.data, part.text);
  results.state(results.result ? "rows" : "empty");
  if (answer.cancelled) return said(`Stopped after ${seconds(answer.after)}. Nothing was read to the end.`);
  return problem(answer.problem, part);
}

function waiting(is) {
  find("run").hidden = is;
  find("cancel").hidden = !is;
  results.parts.said.ariaLive = is ? "off" : "polite"; // the time that passes is not read aloud
  if (is) results.state("waiting");
}

function elapsed(ms) {
  results.parts.said.textContent = `${running.now?.stopping ? "Stopping" : "Running"}: ${seconds(ms)}`;
  results.parts.limit.hidden = true;
}

const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;
const said = (words) => { results.parts.said.textContent = words; results.parts.limit.hidden = true; };

function problem(wrong, part = { text: editor.text, start: 0 }) {
  const place = find("problem");
  place.hidden = !wrong;
  if (!wrong) return;
  const range = editor.underline(wrong, part.text, part.start);
  place.querySelector("b").textContent = wrong.message.replace(/[.]?$/, ".");
  place.querySelector("span").textContent = wrong.hint ?? "";
  const jump = place.querySelector("button");
  jump.hidden = !range;
  said("Not run");
  if (!range) return;
  const line = editor.text.slice(0, range.start).split("\n");
  jump.textContent = `Line ${line.length}, column ${line.at(-1).length + 1}`;
  jump.onclick = () => editor.select(range.start, range.end);
}

/** Puts another text into the editor; what was there is set aside, and one undo brings it back. */
function load(text, values = {}) {
  if (text.trim() !== editor.text.trim() && editor.text !== EXAMPLE && editor.text !== saved.saved?.sql) setAside(told.staff, editor.text);
  parameters.begin([], { ...parameters.values, ...values });
  parameters.known = [];
  editor.replace(text);
  editor.fit();
  changed();
  side.close();
}

function became(now, { isNew, undone, removed }) {
  if (removed) setAside(told.staff, editor.text);
  if (now && !undone) keep(told.staff, null, { saved: true });
  if (isNew || !now) history.replaceState(null, "", now?.address ?? page.dataset.saved);
  if (now) results.chosen = results.chosen.kind ? results.chosen : now.chart;
  side.reload();
  if (!now || undone) changed();
}

async function csv() {
  const { values, missing } = parameters.collect(results.query);
  if (missing) return;
  say("The file is being written");
  const answer = await ask(page.dataset.csv, { query: results.query, parameters: values }, { raw: true });
  if (!answer.ok) say(answer.problem.message, { tone: "error" });
  else download(answer.data, `${(saved.saved?.name ?? "query").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "") || "query"}.csv`);
}

const ACTIONS = {
  run, cancel: () => running.cancel(), csv,
  save: () => saved.save(), "save-as": () => saved.ask("new"), details: () => saved.ask("details"), delete: () => saved.remove(),
  revert: () => { saved.seen = saved.saved.seen; load(saved.saved.sql); },
  link: () => navigator.clipboard?.writeText(new URL(saved.saved ? saved.saved.address : `${page.dataset.saved}?q=${encodeURIComponent(editor.text)}`, location.href).href).then(() => say("Link copied")),
  "schema-again": () => { find("schema-failed").hidden = true; find("schema-waiting").hidden = false; loadSchema(); },
};
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (!button) return;
  button.closest(".menu[popover]")?.hidePopover();
  ACTIONS[button.dataset.do]();
});

if (/Mac|iPhone|iPad/.test(navigator.platform)) page.querySelector("[data-run-key]").textContent = "⌘ ↵";
register("SQL", "mod+enter", "Run the query, or what is selected", run);
if (told.maySave) register("SQL", "mod+s", "Save the query", () => saved.save());
register("SQL", "e", "Edit the query", () => editor.area.focus());
register("SQL", "v", "Go to the rows", () => { results.look("table"); results.grid.cellAt()?.focus(); });
register("SQL", "t", "Rows as chart, and back", () => results.look(results.view === "table" ? "chart" : "table"));
register("SQL", "x", "Stop the query", () => running.cancel());
mention("SQL", "mod+space", "Complete a name");
mention("SQL", "mod+/", "Lines as comments, and back");
void completion;
