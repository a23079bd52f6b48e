// An account's values edited in place: every change swaps the section and can be undone.
import { say } from "../clew/toasts.js";
import { post } from "../workspace/requests.js";
import { carry, tell, tellCarried } from "../workspace/undo.js";

const section = () => document.querySelector("[data-account]");

function show(answer) {
  if (answer.location) {
    carry(answer.toast);
    location.assign(answer.location);
    return;
  }
  if (!answer.text.includes("data-account") || !section()) return;
  section().replaceWith(document.createRange().createContextualFragment(answer.text));
  htmx.process(section());
  htmx.trigger(document.body, "account-changed"); // the facts under the name
}

async function save(form) {
  const button = form.querySelector("[type=submit]");
  const wrong = form.querySelector(".acct__wrong");
  button.disabled = true;
  const answer = await post(form.action, new FormData(form));
  button.disabled = false;
  if (!answer.ok) {
    if (!wrong) return say(answer.text, { tone: "error" });
    wrong.textContent = `Not saved. ${answer.text}`;
    wrong.hidden = false;
    return form.querySelector("input:not([type=hidden]), select").focus();
  }
  show(answer);
  if (!answer.location) {
    tell(answer.toast, { undone: show });
    section()?.querySelector(".acct__edit")?.focus({ preventScroll: true });
  }
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-account-form], [data-merge-form]")) return;
  event.preventDefault();
  save(event.target);
});

document.addEventListener("keydown", (event) => {
  const form = event.key === "Escape" && event.target.closest?.("[data-account-form]");
  if (!form) return;
  event.stopPropagation();
  form.querySelector("[data-cancel]").click();
});

tellCarried({ undone: show });
