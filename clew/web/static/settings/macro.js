// The macro editor: variables into the text, changes as rows, and a preview that follows.
const form = document.getElementById("macro-form");
const text = form.elements.text;
const stored = form.elements.actions;
const list = form.querySelector("[data-actions]");
const editor = document.querySelector("[data-preview-url]");
const fields = JSON.parse(document.getElementById("change-fields").textContent);

// --- variables
document.getElementById("variables").addEventListener("click", (event) => {
  const item = event.target.closest("[data-variable]");
  if (!item) return;
  const written = item.dataset.variable.endsWith(".first_name")
    ? `{{${item.dataset.variable} | default: "there"}}`
    : `{{${item.dataset.variable}}}`;
  document.getElementById("variables").hidePopover();
  text.focus();
  const start = text.selectionStart;
  text.setRangeText(written, start, text.selectionEnd, "end");
  // Of any property, the name is to be written over.
  const end = start + written.length - 2;
  if ("openName" in item.dataset) text.setSelectionRange(start + written.lastIndexOf(".") + 1, end);
  text.dispatchEvent(new Event("input", { bubbles: true }));
});

// --- changes
const spec = (name) => fields.find((each) => each.field === name) ?? fields[0];

function option([value, label], chosen) {
  return Object.assign(document.createElement("option"), { value, textContent: label, selected: value === chosen });
}

function input(type, value, label) {
  return Object.assign(document.createElement("input"), { className: "input", type, value, ariaLabel: label });
}

function valueInput({ input: kind, choices, label }, value) {
  const said = value === null ? "" : Array.isArray(value) ? value.join(", ") : String(value ?? "");
  if (kind === "choice") {
    const wrap = Object.assign(document.createElement("span"), { className: "select" });
    const select = Object.assign(document.createElement("select"), { ariaLabel: label });
    const known = choices.some(([each]) => each === said) || value === undefined;
    select.append(...(known ? [] : [option([said, said], said)]), ...choices.map((each) => option(each, said)));
    const arrow = document.getElementById("action-row").content.querySelector(".icon").cloneNode(true);
    wrap.append(select, arrow);
    return [wrap];
  }
  if (kind === "days") {
    const days = input("number", /^\+(\d+)d$/.exec(said)?.[1] ?? "7", "Days");
    Object.assign(days, { min: 1, max: 60 });
    return [days, "days"];
  }
  const box = input("text", said, label);
  box.maxLength = 400;
  if (kind === "tags") box.placeholder = "bug, eu-west";
  return [box];
}

function draw(row, name, value) {
  const known = spec(name);
  row.dataset.field = known.field;
  row.querySelector("[data-value]").replaceChildren(...valueInput(known, value));
}

function add({ field, value } = { field: fields[0].field }) {
  const row = document.getElementById("action-row").content.firstElementChild.cloneNode(true);
  const select = row.querySelector("[data-field]");
  select.append(...fields.map((each) => option([each.field, each.label], field)));
  draw(row, field, value);
  list.append(row);
  return row;
}

function valueOf(row) {
  const kind = spec(row.dataset.field).input;
  const written = row.querySelector("[data-value] :is(input, select)").value.trim();
  if (kind === "tags") return written.split(",").map((tag) => tag.trim()).filter(Boolean);
  if (kind === "days") return `+${written || 7}d`;
  return written;
}

function keep() {
  const rows = [...list.children].map((row) => ({ field: row.dataset.field, value: valueOf(row) }));
  stored.value = JSON.stringify(rows);
}

list.addEventListener("change", (event) => {
  if (event.target.matches("[data-field]")) draw(event.target.closest("li"), event.target.value);
  keep();
});
list.addEventListener("input", keep);
list.addEventListener("click", (event) => {
  if (!event.target.closest("[data-remove]")) return;
  event.target.closest("li").remove();
  keep();
  form.querySelector("[data-add-action]").focus();
});
form.querySelector("[data-add-action]").addEventListener("click", () => {
  const taken = new Set([...list.children].map((row) => row.dataset.field));
  const next = fields.find((each) => !taken.has(each.field)) ?? fields[0];
  add({ field: next.field }).querySelector("select").focus();
  keep();
});
for (const each of JSON.parse(stored.value || "[]")) add(each);

form.addEventListener("submit", keep);
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) form.requestSubmit();
});

// --- the preview, a moment after the last key
const shown = document.querySelector("[data-preview]");
const number = document.querySelector("[data-ticket]");
let timer = 0;
let asked = 0;

async function preview() {
  const mine = ++asked;
  const body = new FormData();
  body.append("text", text.value);
  body.append("ticket", number.value);
  body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  try {
    const answer = await fetch(editor.dataset.previewUrl, { method: "POST", body, headers: { "HX-Request": "true" } });
    if (mine !== asked) return;
    if (answer.ok) shown.innerHTML = await answer.text(); // sanitised by the server
    else shown.textContent = "The preview did not load. It comes back with the next change.";
  } catch {
    if (mine === asked) shown.textContent = "There is no connection. The preview comes back with it.";
  }
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(preview, 250);
}
text.addEventListener("input", soon);
number.addEventListener("input", soon);
preview();
