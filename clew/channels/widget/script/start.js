// Looks for new answers, and what the page may call.

// Milliseconds, growing while nothing happens.
const OPEN_EVERY = 5_000;
const OPEN_AT_MOST = 30_000;
const CLOSED_EVERY = 60_000;
const CLOSED_AT_MOST = 300_000;
let timer = null;
let wait = 0;

// Start again from the shortest wait: something has just happened.
function watch() {
  wait = ui.open ? OPEN_EVERY : CLOSED_EVERY;
  later();
}

function later() {
  clearTimeout(timer);
  // Closed and never asked anything: nothing can have been answered.
  if (ui.open || currentSession()) timer = setTimeout(look, wait);
}

// Somebody else may sit here now: a named person's session and drafts go, a visitor's stay.
function whoChanged() {
  const name = sessionName(identity());
  if (ui.who === name) return false;
  const before = record("session", true);
  if (before && !before.anonymous && before.id !== name) forgetEverything();
  ui.who = name;
  ui.view = config = null;
  tickets = [];
  drawBadge();
  return true;
}

async function look() {
  let changed = false;
  try {
    if (whoChanged() && ui.open) await showHome();
    else if (!document.hidden) changed = await (ui.open && ui.view.refresh ? ui.view.refresh() : lookClosed());
  } catch {
    // No connection just now. The next look tells.
  }
  const [first, most] = ui.open ? [OPEN_EVERY, OPEN_AT_MOST] : [CLOSED_EVERY, CLOSED_AT_MOST];
  wait = changed ? first : Math.min(wait * 1.3, most);
  later();
}

async function lookClosed() {
  if (ui.open && !tickets.length) return false;
  const before = tickets.filter(isUnread).length;
  await loadTickets();
  return tickets.filter(isUnread).length !== before;
}

function init(options) {
  if (ui.host || !options || !options.key) {
    if (!ui.host) console.warn("Clew widget: the capture key is missing (data-key, or Clew.init({key})).");
    return;
  }
  Object.assign(settings, options);
  settings.host = String(settings.host || scriptHost).replace(/\/+$/, "");
  if (document.body) begin();
  else addEventListener("DOMContentLoaded", begin);
}

function begin() {
  build();
  // Frameworks that swap the whole body take the widget with it.
  const present = () => ui.host.isConnected || document.body.append(ui.host);
  new MutationObserver(present).observe(document.documentElement, { childList: true });
  whoChanged();
  if (currentSession()) loadTickets().catch(() => {});
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && (ui.open || currentSession())) look();
  });
  watch();
}

// With null the customer has signed out: nothing of theirs stays in this browser.
function identify(who) {
  settings.identity = who || null;
  if (!who) forgetEverything();
  if (!ui.host) return;
  const changed = whoChanged();
  if (changed && ui.open) showHome();
  else if (who && record("session", true)) loadTickets().catch(() => {});
}

const script = document.currentScript;
const scriptHost = script && script.src ? new URL(script.src, location.href).origin : "";

const published = {
  init,
  identify,
  open: () => openPanel(),
  close: () => closePanel(),
  on(name, listener) {
    (listeners[name] ||= []).push(listener);
    return () => (listeners[name] = listeners[name].filter((each) => each !== listener));
  },
};

// A page that loads the script twice has one widget.
if (!window.Clew) {
  window.Clew = published;
  const { key, host, color, position, theme, ...said } = script ? script.dataset : {};
  const { distinctId, hash, name, email, plan, planHash } = said;
  const signed = { hash, plan, plan_hash: planHash };
  const who = distinctId ? { distinct_id: distinctId, name, email, ...signed } : null;
  if (key) init({ key, host, color, position, theme, identity: who });
}
