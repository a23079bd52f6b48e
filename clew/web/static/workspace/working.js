// A bulk job that is still working: a bar in the corner that stays, on whatever page one goes to.
import { post } from "./requests.js";
import { tell } from "./undo.js";

const KEPT = "clew:bulk";
const POLL = 2000; // ms, when no live update comes
const bars = new Map();

const kept = () => JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
const keep = (ids) => sessionStorage.setItem(KEPT, JSON.stringify(ids));

/** `over` is called once with what the server says at the end. */
export function follow(id, over = () => {}) {
  if (bars.has(id)) return;
  keep([...new Set([...kept(), id])]);
  const bar = draw(id);
  bars.set(id, bar);
  const look = async () => {
    const now = await ask(id);
    if (now === null) return;
    if (now && !now.is_over) return show(bar, now);
    document.removeEventListener(`live:bulk/${id}`, look);
    clearInterval(timer);
    bars.delete(id);
    keep(kept().filter((each) => each !== id));
    bar.remove();
    if (now) {
      tell(now.toast, { undone: over });
      over(now);
    }
    return undefined;
  };
  const timer = setInterval(look, POLL);
  document.addEventListener(`live:bulk/${id}`, look);
  look();
}

/** null: not known now; undefined: there is no such job any more. */
async function ask(id) {
  try {
    const answer = await fetch(`/bulk/${id}/progress`);
    if (answer.ok) return await answer.json();
    return answer.status === 404 ? undefined : null;
  } catch {
    return null;
  }
}

function draw(id) {
  style();
  const bar = document.createElement("div");
  bar.className = "toast working";
  bar.setAttribute("role", "status");
  const title = Object.assign(document.createElement("b"), { className: "working__title" });
  const link = Object.assign(document.createElement("a"), { href: `/bulk/${id}`, textContent: "Details" });
  const progress = document.createElement("progress");
  progress.setAttribute("aria-label", "Progress");
  const count = Object.assign(document.createElement("span"), { className: "working__count" });
  const cancel = Object.assign(document.createElement("button"), { className: "btn", type: "button", textContent: "Cancel" });
  cancel.dataset.variant = "ghost";
  cancel.dataset.size = "sm";
  cancel.addEventListener("click", () => post(`/bulk/${id}/cancellation`, {}));
  bar.append(title, link, progress, count, cancel);
  document.getElementById("toasts").append(bar);
  return bar;
}

function show(bar, { title, total, handled, failed }) {
  bar.querySelector("b").textContent = title;
  const progress = bar.querySelector("progress");
  progress.max = total;
  progress.value = handled;
  const not = failed ? `, ${failed.toLocaleString("en")} not changed` : "";
  bar.querySelector("span").textContent = `${handled.toLocaleString("en")} of ${total.toLocaleString("en")} tickets${not}`;
}

function style() {
  const href = new URL("joining.css", import.meta.url).href;
  if (document.querySelector('link[href*="workspace/joining"]')) return;
  document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href }));
}

/** Those that another page began. */
export function followKept(over) {
  for (const id of kept()) follow(id, over);
}
