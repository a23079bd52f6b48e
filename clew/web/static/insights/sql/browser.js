// The schema at the side: tables, their columns, properties that were seen. A click inserts the name.
import { shortType, written } from "./names.js";

const FOUND = 40; // of one table, while searching
const STEP = 60; // properties shown at once

export class Browser {
  constructor(pane, insert) {
    Object.assign(this, { pane, insert, open: new Set(["events"]) });
    this.list = pane.querySelector("[data-tables]");
    this.search = pane.querySelector("input");
    this.search.addEventListener("input", () => this.draw());
    this.search.addEventListener("keydown", (event) => this.typed(event));
    this.list.addEventListener("keydown", (event) => this.walk(event));
    this.list.addEventListener("click", (event) => {
      const item = event.target.closest("[data-insert]");
      if (item) this.insert(item.dataset.insert);
    });
  }

  show(schema) {
    this.schema = schema;
    this.draw();
  }

  draw() {
    if (!this.schema) return;
    const wanted = this.search.value.trim().toLowerCase();
    const tables = this.schema.tables.map((table) => this.table(table, wanted)).filter(Boolean);
    if (tables.length) return this.list.replaceChildren(...tables);
    const none = document.createElement("p");
    none.className = "sql-side__none";
    none.textContent = `Nothing is called “${this.search.value.trim()}”.`;
    return this.list.replaceChildren(none);
  }

  table(table, wanted) {
    const named = !wanted || table.name.includes(wanted);
    const rows = table.columns.flatMap((column) => this.column(table, column, named && !wanted ? "" : wanted, named));
    if (wanted && !named && !rows.length) return null;
    const part = document.createElement("details");
    part.open = wanted ? !named || rows.length <= 8 || table.name === wanted : this.open.has(table.name);
    const summary = document.createElement("summary");
    const icon = this.pane.querySelector("[data-chevron]").content.cloneNode(true);
    const add = button(table.name, "", table.description, "");
    add.className = "sql-side__add";
    add.setAttribute("aria-label", `Insert ${table.name}`);
    add.replaceChildren(this.pane.querySelector("[data-plus]").content.cloneNode(true));
    summary.append(icon, text("b", table.name), text("small", table.description));
    part.append(summary, list(wanted ? rows.slice(0, FOUND) : rows));
    part.addEventListener("toggle", () => { if (!wanted) this.open[part.open ? "add" : "delete"](table.name); });
    const whole = document.createElement("div");
    whole.className = "sql-side__table";
    whole.append(part, add); // beside it: what stands inside is hidden while it is closed
    return whole;
  }

  column(table, column, wanted, tableNamed) {
    const own = !wanted || tableNamed || `${column.name} ${column.description}`.toLowerCase().includes(wanted);
    const rows = own ? [button(written(column.name), shortType(column.type), column.description, column.name)] : [];
    if (column.type !== "JSON") return rows;
    const fits = column.properties.filter((path) => wanted && path.toLowerCase().includes(wanted));
    if (wanted) return [...rows, ...fits.slice(0, FOUND).map((path) => this.property(column, path))];
    if (column.properties.length) rows.push(this.properties(table, column));
    return rows;
  }

  properties(table, column) {
    const key = `${table.name}.${column.name}`;
    const part = document.createElement("details");
    part.open = this.open.has(key);
    const summary = document.createElement("summary");
    summary.append(this.pane.querySelector("[data-chevron]").content.cloneNode(true), text("span", `${column.properties.length} properties seen`));
    const fill = (most) => {
      const shown = list(column.properties.slice(0, most).map((path) => this.property(column, path)));
      if (column.properties.length > most) {
        const more = Object.assign(document.createElement("button"), { type: "button", className: "sql-side__more", textContent: `${column.properties.length - most} more` });
        more.addEventListener("click", () => { fill(column.properties.length); part.querySelectorAll("li button")[most]?.focus(); });
        shown.append(more);
      }
      part.replaceChildren(summary, shown);
    };
    part.append(summary);
    part.addEventListener("toggle", () => {
      this.open[part.open ? "add" : "delete"](key);
      if (part.open && part.children.length === 1) fill(STEP);
    });
    if (part.open) fill(STEP);
    return part;
  }

  property(column, path) {
    const examples = column.examples?.[path] ?? [];
    const item = button(written(`${column.name}.${path}`), "", examples.length ? `for example ${examples.join(" · ")}` : "", path);
    item.dataset.property = "";
    return item;
  }

  typed(event) {
    if (event.key === "ArrowDown") this.first()?.focus();
    else if (event.key === "Enter") this.list.querySelector("[data-insert]:not(.sql-side__add)")?.click();
    else if (event.key === "Escape" && this.search.value) { this.search.value = ""; this.draw(); }
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  first() { return this.list.querySelector("summary, button"); }

  walk(event) {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const all = [...this.list.querySelectorAll("summary, button:not(.sql-side__add)")].filter((each) => each.checkVisibility());
    const next = all[all.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1)];
    event.preventDefault();
    (next ?? (event.key === "ArrowUp" ? this.search : null))?.focus();
  }
}

function button(insert, type, description, name) {
  const item = document.createElement("button");
  item.type = "button";
  item.dataset.insert = insert;
  item.title = description;
  item.append(text("span", name), text("i", type));
  if (description) item.append(text("small", description));
  return item;
}

function list(items) {
  const found = document.createElement("ul");
  found.append(...items.map((item) => {
    const entry = document.createElement("li");
    entry.append(item);
    return entry;
  }));
  return found;
}

function text(name, words) {
  return Object.assign(document.createElement(name), { textContent: words });
}
