// Choosing the events that count: rows of events, each with filters, sent as one JSON text.
const NOTHING = "nothing";

export function edit(place) {
  const form = place.querySelector("[data-events-form]");
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.matches("[data-add-event]")) add(form, "[data-event-template]", button.closest("fieldset").querySelector("[data-events]"));
    if (button?.matches("[data-add-filter]")) add(form, "[data-filter-template]", button.closest("[data-event]").querySelector("[data-filters]"));
    if (button?.matches("[data-remove]")) remove(button);
  });
  form.addEventListener("change", (event) => { if (event.target.matches("[data-operator]")) operator(event.target); });
  form.addEventListener("htmx:configRequest", (event) => { event.detail.parameters.set?.("choice", text(form)); event.detail.parameters.choice = text(form); });
  for (const select of form.querySelectorAll("[data-operator]")) operator(select);
  form.querySelector("input:not([type=hidden]), button")?.focus();
}

function add(form, template, into) {
  into.append(form.querySelector(template).content.cloneNode(true));
  into.lastElementChild.querySelector("input").focus();
}

function remove(button) {
  const row = button.closest("[data-filter]") ?? button.closest("[data-event]");
  const next = row.closest("fieldset").querySelector("[data-add-event]");
  row.remove();
  next.focus();
}

// "is set" needs no value.
function operator(select) {
  const value = select.closest("[data-filter]").querySelector("[data-values]");
  value.hidden = select.selectedOptions[0].dataset.takes === NOTHING;
}

function text(form) {
  const choice = {};
  for (const role of form.querySelectorAll("[data-role]")) {
    choice[role.dataset.role] = [...role.querySelectorAll("[data-event]")].map(eventOf).filter((one) => one.event || one.filters.length);
  }
  return JSON.stringify(choice);
}

function eventOf(row) {
  return { event: row.querySelector("[data-name]").value.trim(), filters: [...row.querySelectorAll("[data-filter]")].map(filterOf).filter((one) => one.property) };
}

function filterOf(row) {
  const select = row.querySelector("[data-operator]");
  const typed = row.querySelector("[data-values]").value;
  const { takes } = select.selectedOptions[0].dataset;
  const filter = { property: row.querySelector("[data-property]").value.trim(), operator: select.value };
  if (takes === "texts") filter.value = typed.split(",").map((each) => each.trim());
  if (takes === "number") filter.value = typed.trim();
  return filter;
}
