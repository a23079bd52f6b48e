// The whole mail behind a message, unfolded below it. Loaded when somebody first asks for one.
import { say } from "../clew/toasts.js";

const STYLE = new URL("../mail/whole.css", import.meta.url).href;

function style() {
  if (document.querySelector(`link[href="${STYLE}"]`)) return;
  document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: STYLE }));
}

function source(frame, more = "") {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  const theme = document.documentElement.dataset.theme ?? dark;
  return `${frame.dataset.src}?theme=${theme}${more}`;
}

async function load(url) {
  try {
    const answer = await fetch(url, { headers: { "HX-Request": "true" } });
    if (answer.ok) return await answer.text();
    if (answer.status === 404) say("The original of this mail is not kept.", { tone: "error" });
    else say("This did not load. Try again.", { tone: "error" });
  } catch {
    say("This did not load. Try again.", { tone: "error" });
  }
  return "";
}

function close(item) {
  item.querySelector(".whole")?.remove();
  for (const part of item.querySelectorAll(".msg__body, .msg > .msg__files")) part.hidden = false;
  const button = item.querySelector("[data-whole]");
  button?.setAttribute("aria-expanded", "false");
  button?.focus();
}

async function open(item, url) {
  style();
  const html = await load(url);
  if (!html || item.querySelector(".whole")) return;
  const body = item.querySelector(".msg__body");
  body.insertAdjacentHTML("beforebegin", html);
  const whole = item.querySelector(".whole");
  for (const part of item.querySelectorAll(".msg__body, .msg > .msg__files")) part.hidden = true;
  item.querySelector("[data-whole]")?.setAttribute("aria-expanded", "true");
  const frame = whole.querySelector("iframe");
  if (frame) frame.src = source(frame);
  whole.addEventListener("click", (event) => {
    if (event.target.closest("[data-whole-close]")) close(item);
    if (!event.target.closest("[data-pictures]")) return;
    frame.src = source(frame, "&pictures=1");
    frame.style.setProperty("--rows", Math.max(24, frame.style.getPropertyValue("--rows"))); // pictures need room
    whole.querySelector("[data-blocked]").remove();
    whole.focus();
  });
  whole.focus({ preventScroll: true });
  whole.scrollIntoView({ block: "start" });
}

/** Unfolds, and folds again. The button may stand in the message or in its menu. */
export function toggle(button) {
  const item = button.closest("#thread > li") ?? document.getElementById(button.dataset.wholeOf);
  button.closest("[popover]")?.hidePopover();
  if (!item) return;
  if (item.querySelector(".whole")) close(item);
  else open(item, button.dataset.whole ?? button.dataset.url);
}
