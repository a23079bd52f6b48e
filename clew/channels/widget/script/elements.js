// Small building blocks. No HTML strings: they would need the page's trust.

const PROPERTIES = ["value", "checked", "disabled", "hidden", "textContent"];

function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (PROPERTIES.includes(name)) element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child || child === 0));
  return element;
}

const button = (look, does, ...content) =>
  h("button", { class: look, type: "button", onclick: does }, ...content);

const labelled = (element, label) => {
  element.setAttribute("aria-label", label);
  return element;
};

const failureText = () => h("p", { class: "error", role: "alert", hidden: true });

const ICONS = {
  chat: "M20.5 14.5a2 2 0 0 1-2 2H8.2l-4.7 3.6V6a2 2 0 0 1 2-2h13a2 2 0 0 1 2 2z",
  close: "M6 6l12 12M18 6 6 18",
  back: "M19 12H5.5M11 6.5 5.5 12l5.5 5.5",
  clip: "m19.5 11.8-7.6 7.4a4.9 4.9 0 0 1-6.9-7l8-7.8a3.3 3.3 0 0 1 4.6 4.7l-7.9 7.7a1.6 1.6 0 0 1-2.3-2.3l7-6.8",
  page: "M6 4h8l4.5 4.5V20H6zM14 4v4.5h4.5",
  clock: "M12 7v5l3.2 2M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 1 1 0-17z",
  check: "m5 12.5 4.5 4.5L19 7.5",
  down: "m6.5 9.5 5.5 5.5 5.5-5.5",
};

function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

let lastId = 0;
const newId = () => `clew-${(lastId += 1)}`;

function field(label, control, { hint, optional } = {}) {
  const id = (control.id ||= newId());
  const error = h("p", { class: "error", id: `${id}-error`, hidden: true });
  const note = hint && h("p", { class: "hint", id: `${id}-hint` }, hint);
  const described = [hint && `${id}-hint`, `${id}-error`].filter(Boolean).join(" ");
  control.setAttribute("aria-describedby", described);
  const caption = h("label", { for: id }, label, optional && h("span", { class: "meta" }, " optional"));
  return h("div", { class: "field", "data-name": control.name }, caption, control, note, error);
}

// Shows what to correct, where it is; "" takes it away.
function showError(form, name, text) {
  const box = form.querySelector(`[data-name="${name}"]`);
  if (!box) return null;
  const error = box.querySelector(".error");
  const control = box.querySelector("input, textarea, select, button");
  error.textContent = text;
  error.hidden = !text;
  control.setAttribute("aria-invalid", String(Boolean(text)));
  if (text) control.addEventListener("input", () => showError(form, name, ""), { once: true });
  return text ? control : null;
}

const KEPT_TAGS =
  "p div br hr strong em b i s del code pre blockquote ul ol li table thead tbody tr th td".split(" ");
const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', nbsp: "\u00a0", "#39": "'" };
const PIECE = /<(\/?)([a-z][a-z0-9]*)((?:\s[^<>]*)?)>|([^<]+|<)/gi;
const unescaped = (text) => text.replace(/&(amp|lt|gt|quot|nbsp|#39);/g, (_, name) => ENTITIES[name]);

// A reply's HTML, built anew from the few tags it may have. Not by the browser's parser: strict
// pages forbid that, and this is somebody else's page.
function richText(html) {
  const box = h("div", { class: "rich" });
  const open = [{ tag: "", element: box }];
  const top = () => open[open.length - 1];
  for (const [, closing, name, rest, text] of html.matchAll(PIECE)) {
    const tag = (name || "").toLowerCase();
    if (text) top().element.append(unescaped(text));
    else if (!closing) {
      const element = allowed(tag, rest);
      top().element.append(element);
      if (tag !== "br" && tag !== "hr") open.push({ tag, element });
    } else if (open.length > 1 && top().tag === tag) open.pop();
  }
  return box;
}

function allowed(tag, rest) {
  if (KEPT_TAGS.includes(tag)) return h(tag);
  if (/^h[1-6]$/.test(tag)) return h("p", { class: "strong" });
  const href = unescaped((/\shref="([^"]*)"/.exec(rest) || [])[1] || "");
  if (tag !== "a" || !/^(https?:|mailto:)/i.test(href)) return h("span");
  return h("a", { href, target: "_blank", rel: "noopener noreferrer" });
}

function timeElement(text) {
  const at = new Date(text);
  const today = at.toDateString() === new Date().toDateString();
  const shown = today
    ? at.toLocaleTimeString("en", { hour: "2-digit", minute: "2-digit", hour12: false })
    : at.toLocaleDateString("en-GB", { day: "numeric", month: "short" });
  return h("time", { datetime: text, title: at.toLocaleString("en-GB") }, shown);
}

const sizeOf = (bytes) =>
  bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
