// Rows of changes to a ticket, written into the form's "actions" as JSON: for macros and automations.

function option([value, label], chosen) {
  return Object.assign(document.createElement("option"), { value, textContent: label, selected: value === chosen });
}

function input(type, value, label) {
  return Object.assign(document.createElement("input"), { className: "input", type, value, ariaLabel: label });
}

function selectOf(choices, said, label, isNew) {
  const wrap = Object.assign(document.createElement("span"), { className: "select" });
  const select = Object.assign(document.createElement("select"), { ariaLabel: label });
  const known = choices.some(([each]) => each === said) || isNew;
  select.append(...(known ? [] : [option([said, said], said)]), ...choices.map((each) => option(each, said)));
  const arrow = document.getElementById("action-row").content.querySelector(".icon").cloneNode(true);
  wrap.append(select, arrow);
  return wrap;
}

function valueInput({ input: kind, choices, label }, value) {
  if (kind === "notice") {
    const text = input("text", value?.text ?? "", "What it says");
    Object.assign(text, { maxLength: 200, placeholder: "What it says; the rule's name if empty" });
    return [selectOf(choices, value?.to ?? "", label, value === undefined), text];
  }
  const said = value === null ? "" : Array.isArray(value) ? value.join(", ") : String(value ?? "");
  if (kind === "choice") return [selectOf(choices, said, label, value === undefined)];
  if (kind === "long") {
    const area = Object.assign(document.createElement("textarea"), { className: "textarea", value: said, ariaLabel: label, rows: 3 });
    return [area];
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

export function changesBuilder(form) {
  const stored = form.elements.actions;
  const list = form.querySelector("[data-actions]");
  const fields = JSON.parse(document.getElementById("change-fields").textContent);
  const spec = (name) => fields.find((each) => each.field === name) ?? fields[0];

  function draw(row, name, value) {
    const known = spec(name);
    row.dataset.field = known.field;
    row.dataset.input = known.input;
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
    const held = row.querySelector("[data-value]");
    const written = held.querySelector("input, select, textarea").value.trim();
    if (kind === "notice") return { to: written, text: held.querySelector("input").value.trim() };
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
}
