// {name:Type} in the text → a field each, above the results. Values are kept with the draft.
import { parametersIn } from "./tokens.js";

const bare = (type) => type.replace(/^(Nullable|LowCardinality)\((.*)\)$/, "$2");
const isList = (type) => /^Array\(/.test(type);

export class Parameters {
  constructor(form, changed) {
    Object.assign(this, { form, changed, known: [], values: {}, labels: {} });
    form.addEventListener("input", ({ target }) => {
      this.values[target.name] = target.type === "checkbox" ? String(target.checked) : target.value;
      target.removeAttribute("aria-invalid");
      this.changed();
    });
    form.addEventListener("submit", (event) => event.preventDefault());
  }

  /** `saved` are those kept with the query, `values` those of the draft. */
  begin(saved = [], values = {}) {
    this.labels = Object.fromEntries(saved.map(({ name, label }) => [name, label]));
    this.values = { ...Object.fromEntries(saved.map(({ name, default: value }) => [name, [value].flat().join("\n")])), ...values };
  }

  /** Fields for what the text names now; those that stay keep their focus. */
  follow(text) {
    const found = parametersIn(text);
    if (JSON.stringify(found) === JSON.stringify(this.known)) return;
    this.known = found;
    this.form.hidden = !found.length;
    this.form.replaceChildren(...found.map((one) => this.field(one)));
  }

  field({ name, type }) {
    const label = document.createElement("label");
    label.className = "field";
    const words = document.createElement("span");
    words.textContent = this.labels[name] || name.replaceAll("_", " ").replace(/^./, (first) => first.toUpperCase());
    const kind = document.createElement("small");
    kind.textContent = hint(type);
    words.append(" ", kind);
    label.append(words, this.input(name, type));
    return label;
  }

  input(name, type) {
    const inner = bare(type);
    const input = document.createElement(isList(type) ? "textarea" : "input");
    input.className = isList(type) ? "textarea" : "input";
    input.name = name;
    input.autocomplete = "off";
    input.value = "";
    if (isList(type)) Object.assign(input, { rows: 1, placeholder: "One a line" });
    else if (/^Date(32)?$/.test(inner)) input.type = "date";
    else if (/^DateTime/.test(inner)) Object.assign(input, { type: "datetime-local", step: "1" });
    else if (/^(U?Int|Float|Decimal)/.test(inner)) input.inputMode = /Int/.test(inner) ? "numeric" : "decimal";
    if (inner === "Bool") Object.assign(input, { placeholder: "true or false" });
    input.value = this.values[name] ?? "";
    return input;
  }

  /** {values} to send, or {missing: name} of one that has to be filled in. */
  collect(text) {
    const values = {};
    for (const { name, type } of parametersIn(text)) {
      const typed = this.values[name] ?? "";
      if (isList(type)) values[name] = typed.split("\n").map((each) => each.trim()).filter(Boolean);
      else if (typed === "" && /^Nullable/.test(type)) values[name] = null;
      else if (typed === "" && !/^(String|LowCardinality\(String)/.test(type)) return { missing: this.refuse(name) };
      else values[name] = typed;
    }
    return { values };
  }

  refuse(name) {
    const input = this.form.elements[name];
    input?.setAttribute("aria-invalid", "true");
    input?.focus();
    return name;
  }

  /** As they are kept with the query: what is filled in becomes what it begins with. */
  described() {
    return this.known.map(({ name, type }) => {
      const typed = this.values[name] ?? "";
      return { name, type, label: this.labels[name] ?? "", default: isList(type) ? typed.split("\n").filter(Boolean) : typed };
    });
  }
}

function hint(type) {
  if (isList(type)) return "list";
  const inner = bare(type);
  if (/^DateTime/.test(inner)) return "date and time, UTC";
  if (/^Date/.test(inner)) return "date";
  if (/^U?Int/.test(inner)) return "whole number";
  if (/^(Float|Decimal)/.test(inner)) return "number";
  return inner === "String" ? "text" : inner;
}
