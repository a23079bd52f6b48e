// The launcher and the dialog: opening, closing, focus, and one view at a time.

const listeners = {};
const emit = (name, detail) => (listeners[name] || []).forEach((listener) => listener(detail));

// ``step`` counts moves, so that a slow answer does not pull the customer back.
const ui = { open: false, view: null, opener: null, step: 0 };

function build() {
  ui.host = document.createElement("div");
  ui.host.setAttribute("data-clew-widget", "");
  const root = ui.host.attachShadow({ mode: "open" });
  styled(root);
  ui.badge = h("span", { class: "badge", hidden: true });
  ui.launcher = button("launcher", toggle, icon("chat"), h("span", {}, "Help"), ui.badge);
  ui.launcher.setAttribute("aria-haspopup", "dialog");
  ui.launcher.setAttribute("aria-expanded", "false");
  ui.title = h("h2", { id: "clew-title", tabindex: "-1" });
  ui.back = labelled(button("plain-button back", showHome, icon("back")), "Back to your tickets");
  const close = labelled(button("plain-button", closePanel, icon("close")), "Close");
  ui.body = h("div", { class: "body" });
  ui.live = h("p", { class: "unseen", role: "status", "aria-live": "polite" });
  ui.dialog = h(
    "div",
    { class: "dialog", role: "dialog", "aria-modal": "true", "aria-labelledby": "clew-title", hidden: true },
    h("header", {}, ui.back, ui.title, close),
    ui.body,
  );
  ui.dialog.addEventListener("keydown", onKey);
  root.append(ui.launcher, ui.dialog, ui.live);
  document.body.append(ui.host);
  themed();
}

// A style sheet made by script is allowed where the page's policy forbids <style>.
function styled(root) {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
  } catch {
    root.append(h("style", { textContent: STYLE }));
  }
}

function themed() {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const set = () => {
    const wanted = settings.theme === "dark" || (settings.theme !== "light" && dark.matches);
    ui.host.toggleAttribute("data-dark", wanted);
  };
  dark.addEventListener("change", set);
  set();
  ui.host.setAttribute("data-position", settings.position === "left" ? "left" : "right");
  if (settings.color) ui.host.style.setProperty("--clew-color", settings.color);
  ui.launcher.hidden = settings.launcher === false;
}

const announce = (text) => (ui.live.textContent = text);

function toggle() {
  if (ui.open) closePanel();
  else openPanel();
}

async function openPanel() {
  if (!ui.host) return;
  if (!ui.open) {
    ui.opener = document.activeElement === ui.host ? ui.launcher : document.activeElement;
    ui.open = true;
    ui.dialog.hidden = false;
    ui.host.setAttribute("data-open", "");
    ui.launcher.setAttribute("aria-expanded", "true");
    watchExceptions();
    emit("open");
  }
  if (!whoChanged() && ui.view) focusView();
  else await showHome();
  watch();
}

function closePanel() {
  if (!ui.open) return;
  ui.open = false;
  ui.dialog.hidden = true;
  ui.host.removeAttribute("data-open");
  ui.launcher.setAttribute("aria-expanded", "false");
  const opener = ui.opener && ui.opener.isConnected && ui.opener !== document.body;
  (opener ? ui.opener : ui.launcher).focus();
  emit("close");
  watch();
}

function show(view) {
  ui.step += 1;
  ui.view = view;
  ui.title.textContent = view.title;
  ui.back.hidden = !view.canGoBack;
  ui.body.replaceChildren(...view.elements);
  ui.body.scrollTop = 0;
  if (view.shown) view.shown();
  focusView();
}

function focusView() {
  const first = ui.dialog.querySelector("[data-first]");
  (first || ui.title).focus({ preventScroll: true });
}

const REACHABLE = "button, a[href], input, select, textarea, summary, [tabindex='0']";

function onKey(event) {
  event.stopPropagation();
  if (event.key === "Escape") {
    event.preventDefault();
    closePanel();
  } else if (event.key === "Tab") {
    keepFocusInside(event);
  }
}

function keepFocusInside(event) {
  const all = [...ui.dialog.querySelectorAll(REACHABLE)];
  const stops = all.filter((each) => !each.disabled && each.getClientRects().length);
  const active = ui.host.shadowRoot.activeElement;
  const [first, last] = [stops[0], stops[stops.length - 1]];
  if (event.shiftKey && (active === first || active === ui.title)) {
    event.preventDefault();
    last.focus();
  } else if (!event.shiftKey && active === last) {
    event.preventDefault();
    first.focus();
  }
}

function loadingView(title, canGoBack) {
  const box = h("div", { class: "skeleton", "aria-busy": "true" }, h("hr"), h("hr"), h("hr"));
  return { title, canGoBack, elements: [box] };
}

function failedView(title, problem, again, canGoBack) {
  const retry = button("button", again, "Try again");
  const text = h("p", { role: "alert" }, problem.message);
  return { title, canGoBack, elements: [h("div", { class: "notice" }, text, retry)] };
}
