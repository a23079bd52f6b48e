// Says what was done, and takes it back: by the button, or by "z" for the newest one first.
import { register } from "../clew/keys.js";
import { say } from "../clew/toasts.js";
import { post } from "./requests.js";

const STAY = 10_000;
const CARRY = "clew:toast";
const undoable = []; // the newest last

/** `toast` is {text, undo?: {url, fields}}, as the server says it in X-Clew-Toast. */
export function tell(toast, { undone = () => {} } = {}) {
  if (!toast) return;
  if (toast.job) {
    import("./working.js").then(({ follow }) => follow(toast.job, undone));
    return;
  }
  if (!toast.undo && !toast.more && !toast.offer) {
    say(toast.text, { tone: toast.tone });
    return;
  }
  const template = document.getElementById("toast-ok");
  const element = template.content.firstElementChild.cloneNode(true);
  element.querySelector("[data-text]").textContent = toast.text;
  if (toast.more) element.append(Object.assign(document.createElement("a"), { href: toast.more.url, textContent: toast.more.text }));
  const undo = () => takeBack(element, toast.undo, undone);
  if (toast.offer) element.append(offerButton(element, toast.offer, undone));
  if (toast.undo) element.append(undoButton(undo));
  document.getElementById("toasts").append(element);
  if (toast.undo) undoable.push({ element, undo, url: toast.undo.url });
  let timer = setTimeout(() => element.remove(), STAY);
  element.addEventListener("pointerenter", () => clearTimeout(timer));
  element.addEventListener("focusin", () => clearTimeout(timer));
  element.addEventListener("pointerleave", () => {
    timer = setTimeout(() => element.remove(), STAY / 2);
  });
}

function undoButton(undo) {
  const button = document.createElement("button");
  button.className = "btn";
  button.type = "button";
  button.dataset.variant = "ghost";
  button.dataset.size = "sm";
  button.append("Undo", Object.assign(document.createElement("kbd"), { textContent: "Z" }));
  button.addEventListener("click", undo);
  return button;
}

function offerButton(element, { text, url, fields }, undone) {
  const button = document.createElement("button");
  Object.assign(button, { className: "btn", type: "button", textContent: text });
  Object.assign(button.dataset, { variant: "ghost", size: "sm" });
  button.addEventListener("click", async () => {
    element.remove();
    const answer = await post(url, fields);
    if (!answer.ok) return say(answer.text, { tone: "error" });
    undone(answer);
    return tell(answer.toast, { undone });
  });
  return button;
}

async function takeBack(element, { url, fields }, undone) {
  element.remove();
  const answer = await post(url, fields);
  if (!answer.ok) {
    say(`Not undone. ${answer.text}`, { tone: "error" });
    return;
  }
  if (answer.location && document.querySelector("[data-ticket]")) { // what it undid made this page
    carry({ text: answer.toast.text });
    location.assign(answer.location);
    return;
  }
  if (answer.toast && !answer.toast.undo) tell(answer.toast, { undone });
  else say("Undone");
  undone(answer);
}

/** Takes back what this address would, with all that went along. Nothing when it is not known. */
export function undoOf(url) {
  const { pathname } = new URL(url, location.href);
  const found = undoable.findLast((each) => each.url === pathname && each.element.isConnected);
  return found?.undo();
}

/** Says it on the page that opens next. */
export function carry(toast) {
  if (toast) sessionStorage.setItem(CARRY, JSON.stringify(toast));
}

export function tellCarried(options) {
  const kept = sessionStorage.getItem(CARRY);
  sessionStorage.removeItem(CARRY);
  if (kept) tell(JSON.parse(kept), options);
}

register("Ticket", "z", "Undo", () => {
  while (undoable.length) {
    const { element, undo } = undoable.pop();
    if (element.isConnected) return undo();
  }
  return undefined;
});
