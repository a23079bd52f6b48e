// "Contact support": a new ticket.

const NOT_ATTACHED = "Not sent yet, because a file was not attached. Attach it again, or send without it.";
const OTHER = "Other…";
let config = null;
let own = null;

async function loadConfig() {
  const current = await session();
  config = await request("GET", "config", null, current.secret);
  if (!config.fields.length) return;
  // The rest of the form works without.
  const loaded = await import(`${settings.host}/widget-fields.js`).catch(() => null);
  own = loaded && loaded.default(config.fields, { h, field, icon });
}

// The picture of the work: a bug is rarely a mere question. Only until the customer chooses.
const usualSeverity = (kind) => (kind === "bug" ? "medium" : "low");

function choice(name, value, checked, ...content) {
  return h("label", {}, h("input", { type: "radio", name, value, checked }), ...content);
}

function kindField(kept) {
  const chosen = kept.kind || "support";
  const options = config.kinds.map(({ value, label }) =>
    choice("kind", value, value === chosen, h("span", {}, label)),
  );
  return h(
    "fieldset",
    { class: "field chips", "data-name": "kind" },
    h("legend", {}, "What is it about?"),
    options,
    h("p", { class: "error", hidden: true }),
  );
}

function areaField(kept) {
  const known = !kept.area || config.areas.includes(kept.area);
  const options = ["", ...config.areas, OTHER].map((area) => {
    const selected = known ? area === (kept.area || "") : area === OTHER;
    return h("option", { value: area, selected }, area || "Choose the part of the product");
  });
  const select = h("select", { name: "area" }, options);
  const other = h("input", {
    name: "other_area",
    "aria-label": "Which part of the product?",
    placeholder: "Which part?",
    maxlength: "80",
    value: known ? "" : kept.area,
    hidden: known,
  });
  select.addEventListener("change", () => {
    other.hidden = select.value !== OTHER;
    if (!other.hidden) other.focus();
  });
  const box = field("Product area", select, { optional: true });
  const wrap = h("div", { class: "select" });
  select.replaceWith(wrap);
  wrap.append(select, icon("down"));
  wrap.after(other);
  return box;
}

function severityField(kept) {
  const chosen = kept.severity || usualSeverity(kept.kind);
  const options = config.severities.map(({ value, label, description }) =>
    choice(
      "severity",
      value,
      value === chosen,
      h("span", {}, h("b", {}, label), h("span", { class: "meta" }, description)),
    ),
  );
  return h(
    "fieldset",
    { class: "field rows", "data-name": "severity" },
    h("legend", {}, "How bad is it?"),
    options,
    h("p", { class: "error", hidden: true }),
  );
}

// Shown before it is sent, because it is the customer's.
function contextNote() {
  const context = pageContext();
  const errors = context.console.length + context.exceptions.length;
  const items = [
    `This page: ${context.url}`,
    "Your browser, window size, language and time zone",
    errors && `${errors} recent ${errors === 1 ? "error" : "errors"} on this page`,
    context.distinct_id && "Your session and account in this product",
  ];
  const list = h("ul", {}, items.filter(Boolean).map((item) => h("li", {}, item)));
  const show = () => list.scrollIntoView({ block: "nearest" });
  return h("details", { ontoggle: show }, h("summary", {}, "What we send along"), list);
}

function formView(canGoBack) {
  const kept = draft("new");
  const message = h("textarea", {
    name: "message",
    rows: "6",
    maxlength: String(config.limits.message),
    placeholder: "What did you do, what happened, and what did you expect?",
    required: true,
    "data-first": true,
    value: kept.message || "",
  });
  const picker = filePicker(config.limits, kept.files, save);
  const named = identity();
  const email = h("input", {
    type: "email",
    name: "email",
    autocomplete: "email",
    inputmode: "email",
    value: kept.email || named.email || "",
  });
  const failure = failureText();
  const send = h("button", { class: "button primary", type: "submit" }, "Send to support");
  const form = h(
    "form",
    { novalidate: true, class: "view" },
    h(
      "div",
      { class: "scroll" },
      kindField(kept),
      field("Message", message),
      picker.element,
      areaField(kept),
      own && own.draw(kept.fields),
      severityField(kept),
      field("Email", email, { optional: true, hint: "The answer appears here, and goes to this address too." }),
      contextNote(),
    ),
    h("footer", {}, failure, expected(config.expected_response), send),
  );
  form.touched = kept.touched;
  const nonce = kept.nonce || randomUuid();
  function save() {
    keepDraft("new", { ...values(form), files: picker.saved(), touched: form.touched, nonce });
  }
  form.addEventListener("change", (event) => {
    if (event.target.name === "severity") form.touched = true;
    if (event.target.name === "kind" && !form.touched) form.elements.severity.value = usualSeverity(event.target.value);
  });
  for (const name of ["input", "change"]) form.addEventListener(name, save);
  if (own) own.watch(form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit(form, { picker, send, failure, nonce });
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) form.requestSubmit();
  });
  acceptsFiles(form, picker);
  return { title: config.title, canGoBack, elements: [form] };
}

function values(form) {
  const { kind, message, area, other_area, severity, email } = form.elements;
  const other = area.value === OTHER;
  return {
    kind: kind.value,
    message: message.value,
    area: other ? other_area.value.trim() || "Other" : area.value,
    severity: severity.value,
    email: email.value.trim(),
    fields: own && own.values(form),
  };
}

// crypto.randomUUID exists on https pages only.
const randomUuid = () =>
  "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) =>
    (digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)))).toString(16),
  );

async function submit(form, { picker, send, failure, nonce }) {
  const said = values(form);
  const fail = (text) => {
    failure.textContent = text;
    failure.hidden = !text;
  };
  fail("");
  for (const box of form.querySelectorAll("[data-name]")) showError(form, box.dataset.name, "");
  if (!said.message.trim()) {
    showError(form, "message", "Write a message first.").focus();
    return;
  }
  working(send, true);
  const step = ui.step;
  try {
    if (!(await picker.arrived())) throw new Problem(NOT_ATTACHED);
    const body = { ...said, nonce, attachments: picker.secrets(), context: pageContext() };
    if (identity().name) body.name = identity().name;
    const { ticket } = await api("POST", "tickets", body);
    keepDraft("new", null);
    emit("ticket", { number: ticket.number });
    announce(`Sent. Your ticket is number ${ticket.number}.`);
    if (step === ui.step) showTicket(ticket, true);
    else showHome();
  } catch (problem) {
    const first = Object.entries(problem.fields).map(([name, text]) => showError(form, name, text));
    fail(problem.message);
    const control = first.find(Boolean);
    if (control) control.focus();
  } finally {
    working(send, false);
  }
}

function working(button, busy) {
  button.disabled = busy;
  button.setAttribute("aria-busy", String(busy));
}

const expected = (text) => h("p", { class: "expected" }, icon("clock"), h("span", {}, text));
