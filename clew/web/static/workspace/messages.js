// What one can do with a message: more in a menu, notes edited in place, replies still taken back.
import { say } from "../clew/toasts.js";
import { post } from "./requests.js";
import { undoOf } from "./undo.js";

const seen = new WeakMap(); // held replies to the moment they leave, by this browser's clock

function popover() {
  const known = document.getElementById("message-more");
  if (known) return known;
  const made = Object.assign(document.createElement("div"), { className: "menu", id: "message-more", popover: "auto" });
  made.dataset.align = "end";
  document.body.append(made);
  return made;
}

async function fragment(url) {
  try {
    const answer = await fetch(url, { headers: { "HX-Request": "true" } });
    if (answer.ok) return await answer.text();
  } catch {
    // said below
  }
  say("This did not load. Try again.", { tone: "error" });
  return "";
}

async function more(button) {
  const html = await fragment(button.dataset.more);
  if (!html) return;
  const menu = popover();
  menu.innerHTML = html;
  menu.toggleAttribute("data-align", !button.matches(".msg__edited"));
  if (menu.hasAttribute("data-align")) menu.dataset.align = "end";
  menu.showPopover({ source: button });
  menu.querySelector(".menu__item, button")?.focus();
}

async function edit({ dataset }) {
  document.getElementById("message-more").hidePopover();
  const html = await fragment(dataset.editNote);
  const body = document.getElementById(dataset.message)?.querySelector(".msg__body");
  if (!html || !body) return;
  body.hidden = true;
  body.insertAdjacentHTML("afterend", html);
  const form = body.nextElementSibling;
  const field = form.querySelector("textarea");
  const done = () => {
    form.remove();
    body.hidden = false;
  };
  form.querySelector("[data-cancel]").addEventListener("click", done);
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      done();
    } else if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) form.requestSubmit();
  });
  // What has the focus is never replaced under somebody, and here the new words must replace it.
  form.addEventListener("submit", () => document.activeElement.blur());
  field.focus();
  field.setSelectionRange(field.value.length, field.value.length);
}

async function takeBack(form, composer) {
  await composer?.drafts.flush(); // so that the text comes back before what is written now
  const known = undoOf(form.action);
  if (known) await known;
  else {
    const answer = await post(form.action, new FormData(form));
    if (!answer.ok) {
      say(`Not undone. ${answer.text}`, { tone: "error" });
      return;
    }
    document.dispatchEvent(new CustomEvent("clew:changed", { detail: answer }));
  }
  await composer?.drafts.pull();
  composer?.write("reply");
}

/** Each second, while something waits to leave. */
function tick() {
  for (const form of document.querySelectorAll("[data-left]")) {
    if (!seen.has(form)) seen.set(form, performance.now() + Number(form.dataset.left) * 1000);
    const left = Math.max(0, Math.ceil((seen.get(form) - performance.now()) / 1000));
    form.querySelector("[data-left-text]").textContent = left ? `Sending in ${left} s` : "Sending";
    const button = form.querySelector("button");
    if (left || !button) continue;
    if (button.contains(document.activeElement)) document.getElementById("message")?.focus();
    button.remove();
  }
}

export function messages(composer) {
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-more], [data-edit-note], [data-whole], [data-whole-of]");
    if (!button) return;
    if ("whole" in button.dataset || "wholeOf" in button.dataset) import("./wholemail.js").then(({ toggle }) => toggle(button));
    else if (button.dataset.editNote) edit(button);
    else more(button);
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-take-back]")) return;
    event.preventDefault();
    takeBack(event.target, composer);
  });
  setInterval(tick, 500);
}
