// Live updates. The server streams topics ("ticket/42"); this dispatches `live:ticket/42` events
// on document, and whatever shows that topic refetches itself:
//   <section hx-get="…" hx-trigger="live:ticket/42 from:document">
// One tab holds the stream and tells the others, so that ten open tickets are one connection.
// The more browsers listen, the more they take turns: the server says a pace, and what all of them
// would ask for at once, each asks for somewhen within it. Hidden tabs ask when they are looked at.
const COALESCE = 250; // ms: a burst of the same topic is one refetch
const SLOWLY = new Map([["tickets", 2000]]); // every change of any ticket: the rail's counts, new rows
const channel = "BroadcastChannel" in window ? new BroadcastChannel("clew-live") : null;
let source = null;
let failures = 0;
let opened = 0;
let lastHeard = new Date();
let offline = false;
let release = null;
let pace = 0; // ms; as long as a refetch by every browser that listens takes the server
let missed = false;
const waiting = new Map();
const asleep = new Set(); // topics that a hidden tab heard of

export function dispatch(topic, { now = false } = {}) {
  if (waiting.has(topic)) { waiting.set(topic, true); return; }
  waiting.set(topic, false);
  const slowly = SLOWLY.get(topic);
  const rest = slowly ? Math.max(slowly, pace) : COALESCE;
  const say = () => {
    announce(topic);
    setTimeout(() => {
      const again = waiting.get(topic);
      waiting.delete(topic);
      if (again) dispatch(topic);
    }, rest);
  };
  if (slowly && pace > slowly && !now) setTimeout(say, Math.random() * pace);
  else say();
}

function announce(topic) {
  if (document.hidden && SLOWLY.has(topic)) { asleep.add(topic); return; }
  const detail = { topic, pace };
  document.dispatchEvent(new CustomEvent(`live:${topic}`, { detail }));
  document.dispatchEvent(new CustomEvent("live", { detail })); // for whom any topic matters
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  if (missed) resync();
  for (const topic of asleep) dispatch(topic);
  asleep.clear();
});

// After a gap nobody knows what changed: everything on the page that listens refetches.
function resync() {
  missed = document.hidden;
  if (missed) {
    if (source) document.dispatchEvent(new CustomEvent("live:gap")); // one of the tabs looks what is new
    return;
  }
  asleep.clear();
  const topics = new Set(["resync"]);
  for (const element of document.querySelectorAll("[hx-trigger*='live:']")) {
    for (const match of element.getAttribute("hx-trigger").matchAll(/live:([^\s,[]+)/g)) topics.add(match[1]);
  }
  for (const topic of topics) dispatch(topic, { now: true });
}

function hear(message) {
  if (message.state === "bye") return location.reload(); // signed out elsewhere: to the door
  if (message.state) return show(message.state);
  if (message.pace !== undefined) { pace = message.pace; return; }
  for (const topic of message.topics) topic === "resync" ? inTurn(resync) : dispatch(topic);
}

// All of them missed something at the same moment.
function inTurn(work) {
  setTimeout(work, Math.random() * pace);
}

function tell(message) {
  hear(message);
  channel?.postMessage(message);
}

function show(state) {
  const bar = document.getElementById("offline");
  if (state === "online") {
    lastHeard = new Date();
    if (offline) inTurn(resync);
    offline = false;
    if (bar) bar.hidden = true;
    return;
  }
  if (offline || !bar) return;
  offline = true;
  const at = lastHeard.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  bar.querySelector("[data-offline-text]").textContent =
    `No connection. Showing ${at}. This page catches up by itself.`;
  bar.hidden = false;
}

// An event source does not say why it failed; a plain request does.
async function askWhy() {
  try {
    const answer = await fetch("/rail/counts", { headers: { "HX-Request": "true" } });
    if (answer.status === 401) tell({ state: "bye" });
  } catch { /* no connection: the bar says so */ }
}

function connect() {
  source = new EventSource("/live");
  source.addEventListener("open", () => { opened = Date.now(); failures = 0; tell({ state: "online" }); });
  source.addEventListener("message", (event) => { lastHeard = new Date(); tell(JSON.parse(event.data)); });
  source.addEventListener("here", (event) => { lastHeard = new Date(); keepPace(JSON.parse(event.data).pace); });
  source.addEventListener("bye", () => tell({ state: "bye" }));
  source.addEventListener("error", () => {
    source.close();
    failures += 1;
    if (failures > 1) tell({ state: "offline" });
    if (failures > 1) askWhy();
    const wait = Math.min(4000, 500 * 2 ** failures) * (0.5 + Math.random() / 2); // ms; not all at once
    setTimeout(connect, wait);
  });
}

// After a restart the first to be back hear that they are alone: what was known before holds longer.
function keepPace(told) {
  tell({ pace: opened + 30_000 > Date.now() ? Math.max(pace, told) : told });
}

function lead() {
  connect();
  return new Promise((resolve) => { release = resolve; });
}

function start() {
  if (channel && navigator.locks) navigator.locks.request("clew-live", lead);
  else connect();
}

channel?.addEventListener("message", (event) => hear(event.data));
addEventListener("offline", () => show("offline"));
addEventListener("online", () => { if (source?.readyState === EventSource.OPEN) show("online"); });
addEventListener("pagehide", () => { source?.close(); release?.(); });
addEventListener("pageshow", (event) => { if (event.persisted) { start(); resync(); } });
start();
