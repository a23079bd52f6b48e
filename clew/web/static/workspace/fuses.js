// Keeps fuses burning: the server drew each, and here time goes on by the same rules (clew/tickets/due.py).
// Only a length, a tone and a few characters change. Crossing a threshold is said once.
const MINUTE = 60, HOUR = 3600, DAY = 86400;
const LAST = 0.25; // of the target
const EVERY = 10_000; // ms
const RANK = { ok: 0, due: 1, breached: 2 };
const known = new Map(); // a promise to the tone it had

function span(seconds, [hour, minute]) {
  const minutes = Math.ceil(seconds / MINUTE);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return [hours && `${hours}${hour}`, rest && `${rest}${minute}`].filter(Boolean).join(" ");
}

function over(seconds, [hour, minute, day, days]) {
  if (seconds < HOUR) return `${Math.max(1, Math.floor(seconds / MINUTE))}${minute}`;
  if (seconds < DAY) return `${Math.floor(seconds / HOUR)}${hour}`;
  const count = Math.floor(seconds / DAY);
  return `${count}${count > 1 ? days : day}`;
}

const SHORT = ["h", "m", "d", "d"];
const LONG = [" h", " min", " day", " days"];

/** Null words: those of the server stay, a weekday. */
function burn({ fuse, from, day, words }, now) {
  const at = Date.parse(fuse);
  const units = words === "long" ? LONG : SHORT;
  const left = (at - now) / 1000;
  if (left <= 0) return { tone: "breached", share: 1, text: `${over(-left, units)} over` };
  const whole = Math.max((at - (Date.parse(from) || at)) / 1000, left);
  const tone = left < HOUR || left / whole < LAST ? "due" : "ok";
  const later = day && now < Date.parse(day) && left >= HOUR;
  const text = later ? null : span(left, units) + (words === "long" ? " left" : "");
  return { tone, share: left / whole, text };
}

function draw(fuse, now) {
  const { tone, share, text } = burn(fuse.dataset, now);
  if (fuse.dataset.sla !== tone) fuse.dataset.sla = tone;
  fuse.style.setProperty("--left", share.toFixed(3));
  const time = fuse.querySelector("b");
  if (text !== null && time.textContent !== text) time.textContent = text;
  const number = fuse.closest("[data-number], [data-ticket]");
  const name = `${number?.dataset.number ?? number?.dataset.ticket}`;
  const metric = fuse.dataset.metric ?? fuse.querySelector("small")?.textContent ?? "";
  const key = `${name} ${metric} ${fuse.dataset.fuse}`;
  const before = known.get(key);
  known.set(key, tone);
  return before !== undefined && RANK[tone] > RANK[before] ? { name, metric, tone } : null;
}

function tell(crossed) {
  const region = document.getElementById("fuses-said");
  if (!region || !crossed.length) return;
  const words = ({ name, metric, tone }) =>
    tone === "breached" ? `#${name}: the ${metric} is overdue.` : `#${name}: the ${metric} is due soon.`;
  region.textContent = crossed.length > 3
    ? `${crossed.length} tickets are due soon or overdue.`
    : crossed.map(words).join(" ");
}

export function refresh() {
  if (document.hidden) return;
  const now = Date.now();
  tell([...document.querySelectorAll("[data-fuse]")].map((fuse) => draw(fuse, now)).filter(Boolean));
}

setInterval(refresh, EVERY);
document.addEventListener("visibilitychange", refresh);
refresh();
