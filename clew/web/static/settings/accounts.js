// Settings of accounts: saved without a reload, and undone from the toast.
import { say } from "../clew/toasts.js";
import { post } from "../workspace/requests.js";
import { tell } from "../workspace/undo.js";

const body = document.getElementById("accounts-body");

function show(answer) {
  body.innerHTML = answer.text;
  htmx.process(body);
}

async function send(form) {
  const focused = document.activeElement?.id;
  const answer = await post(form.action, new FormData(form));
  if (!answer.ok) return say(answer.text, { tone: "error" });
  show(answer);
  tell(answer.toast, { undone: show });
  return document.getElementById(focused)?.focus({ preventScroll: true });
}

body.addEventListener("submit", (event) => {
  event.preventDefault();
  event.stopPropagation();
  send(event.target);
}, true);
body.addEventListener("change", (event) => {
  const form = event.target.closest("[data-account-type]");
  if (form) send(form);
});
