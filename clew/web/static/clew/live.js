// Live updates. The server streams topics ("ticket/42"); this dispatches `live:ticket/42` events
// on document, and whatever shows that topic refetches itself:
//   <section hx-get="…" hx-trigger="live:ticket/42 from:document">
// One tab holds the stream and tells the others, so that ten open tickets are one connection.
const COALESCE = 250; // ms: a burst of the same topic is one refetch
const SLOWLY = new Map([["tickets", 2000]]); // every change of any ticket: the rail's counts, new rows
const channel = "BroadcastChannel" in window ? new BroadcastChannel("clew-live") : null;
let source = null;
let failures = 0;
let lastHeard = new Date();
let offline = false;
let release = null;
const waiting = new Map();

export function dispatch(topic) {
  if (waiting.has(topic)) { waiting.set(topic, true); return; }
  waiting.set(topic, false);
  document.dispatchEvent(new CustomEvent(`live:${topic}`, { detail: { topic } }));
  document.dispatchEvent(new CustomEvent("live", { detail: { topic } })); // for whom any topic matters
  setTimeout(() => {
    const again = waiting.get(topic);
    waiting.delete(topic);
    if (again) dispatch(topic);
  }, SLOWLY.get(topic) ?? COALESCE);
}

// After a gap nobody knows what changed: everything on the page that listens refetches.
function resync() {
  const topics = new Set(["resync"]);
  for (const element of document.querySelectorAll("[hx-trigger*='live:']")) {
    for (const match of element.getAttribute("hx-trigger").matchAll(/live:([^\s,[]+)/g)) topics.add(match[1]);
  }
  for (const topic of topics) dispatch(topic);
}

function hear(message) {
  if (message.state === "bye") return location.reload(); // signed out elsewhere: to the door
  if (message.state) return show(message.state);
  for (const topic of message.topics) topic === "resync" ? resync() : dispatch(topic);
}

function tell(message) {
  hear(message);
  channel?.postMessage(message);
}

function show(state) {
  const bar = document.getElementById("offline");
  if (state === "online") {
    lastHeard = new Date();
    if (offline) resync();
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
  source.addEventListener("open", () => { failures = 0; tell({ state: "online" }); });
  source.addEventListener("message", (event) => { lastHeard = new Date(); tell(JSON.parse(event.data)); });
  source.addEventListener("bye", () => tell({ state: "bye" }));
  source.addEventListener("error", () => {
    source.close();
    failures += 1;
    if (failures > 1) tell({ state: "offline" });
    if (failures > 1) askWhy();
    const wait = Math.min(6000, 500 * 2 ** failures) * (0.5 + Math.random()); // ms; not all at once
    setTimeout(connect, wait);
  });
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
