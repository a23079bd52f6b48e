// Beside the ticket and the list: who is away, the next ticket, and why one is where it is.
import { register } from "../clew/keys.js";
import { say } from "../clew/toasts.js";
import { post } from "../workspace/requests.js";
import { carry } from "../workspace/undo.js";

const list = document.getElementById("list");
const page = document.querySelector(".ticket[data-ticket]");

// Who is away: marked at faces, and in words where somebody is chosen.
let away = {};

async function look() {
  try {
    const answer = await fetch("/who-is-on/away", { headers: { "HX-Request": "true" } });
    if (answer.ok) away = await answer.json();
    mark();
  } catch { /* no connection: the bar says so */ }
}

function mark() {
  for (const face of document.querySelectorAll("[data-staff]")) {
    const known = away[face.dataset.staff];
    if (Boolean(known) === face.hasAttribute("data-away")) continue;
    face.toggleAttribute("data-away", Boolean(known));
    face.dataset.here ??= face.title;
    face.title = known ? `${face.dataset.here ? `${face.dataset.here}. ` : ""}${known.words}` : face.dataset.here;
  }
  for (const choice of document.querySelectorAll("button[name=assignee]")) {
    const known = away[choice.value];
    const said = choice.querySelector(".away-words");
    if (!known) said?.remove();
    if (!known || said) continue;
    const words = Object.assign(document.createElement("small"), { className: "away-words", textContent: known.words });
    choice.querySelector(".menu__text")?.append(words);
  }
}

let asked = 0;
function soon() {
  cancelAnimationFrame(asked);
  asked = requestAnimationFrame(mark);
}

new MutationObserver(soon).observe(list ?? page ?? document.body, { childList: true, subtree: true });
document.addEventListener("toggle", (event) => event.newState === "open" && soon(), true);
document.addEventListener("live:away", look);
look();

// The next ticket.
async function next() {
  const answer = await post("/inbox/next", { here: page?.dataset.ticket ?? "" });
  if (!answer.ok) return say(answer.text, { tone: "error" });
  carry(answer.toast);
  location.assign(answer.location);
  return undefined;
}

document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-next]")) {
    event.preventDefault();
    next();
  } else if (event.target.matches("[data-billing]")) {
    event.preventDefault();
    import("./billing.js").then(({ send }) => send(event.target));
  }
});
if (document.querySelector("[data-next]")) register("Go to", "g t", "Take next", next);

// Why here: on the fuse of a row, from the ticket’s menu, and by key.
const WAIT = 350;
const view = () => list?.dataset.slug ?? new URLSearchParams(page.dataset.query).get("view") ?? "";
let box = null;
let timer = 0;

function frame() {
  if (box) return box;
  box = document.createElement("div");
  box.className = "menu why-box";
  box.popover = "auto";
  box.setAttribute("role", "status");
  document.body.append(box);
  return box;
}

async function why(number, beside) {
  const answer = await fetch(`/tickets/${number}/place?view=${encodeURIComponent(view())}`, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!answer?.ok || !beside.isConnected || (frame().dataset.hover && over !== beside)) return;
  const shown = frame();
  shown.innerHTML = await answer.text();
  shown.showPopover();
  const { left, bottom, top } = beside.getBoundingClientRect();
  const { offsetWidth: wide, offsetHeight: high } = shown;
  const under = bottom + 6 + high < innerHeight;
  shown.style.insetInlineStart = `${Math.max(8, Math.min(left, innerWidth - wide - 8))}px`;
  shown.style.insetBlockStart = `${under ? bottom + 6 : top - high - 6}px`;
}

// A row’s link lies over all of it, so what is under the pointer is asked for by place.
let over = null;
function moved({ clientX, clientY }) {
  const fuse = document.elementsFromPoint(clientX, clientY).find((each) => each.matches(".row__sla")) ?? null;
  if (fuse === over) return;
  over = fuse;
  clearTimeout(timer);
  if (box?.dataset.hover && box.matches(":popover-open")) box.hidePopover();
  if (!fuse) return;
  timer = setTimeout(() => {
    frame().dataset.hover = "yes";
    why(fuse.closest("[data-number]").dataset.number, fuse);
  }, WAIT);
}

function asks() {
  delete frame().dataset.hover;
  if (page) return why(page.dataset.ticket, document.querySelector("#head .promise") ?? page);
  const row = list.querySelector(".row[data-cursor]") ?? list.querySelector(".row");
  return row && why(row.dataset.number, row.querySelector(".row__sla") ?? row);
}

list?.addEventListener("pointermove", moved, { passive: true });
list?.addEventListener("pointerleave", () => moved({ clientX: -1, clientY: -1 }));
document.addEventListener("click", (event) => {
  const opener = event.target.closest?.("[data-why]");
  if (!opener) return;
  opener.closest("[popover]")?.hidePopover();
  asks();
});
register(page ? "Ticket" : "List", "w", "Why here", asks);

// The note about billing: the caret is behind its first heading, and Ctrl+Enter adds them.
document.addEventListener("focusin", ({ target }) => {
  if (target.id !== "billing-note" || "placed" in target.dataset) return;
  target.dataset.placed = "";
  const found = /:\*\*[ \t]*$/m.exec(target.value);
  if (found) target.setSelectionRange(found.index + found[0].length, found.index + found[0].length);
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.metaKey || event.ctrlKey)) return;
  event.target.closest("[data-billing]")?.requestSubmit();
});
