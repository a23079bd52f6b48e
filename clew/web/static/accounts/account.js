// An account's values edited in place: every change swaps the section and can be undone.
import { say } from "../clew/toasts.js";
import { post } from "../workspace/requests.js";
import { carry, tell, tellCarried } from "../workspace/undo.js";

const section = () => document.querySelector("[data-account]");
const nameOf = (row) => row?.querySelector("dt").textContent.trim();
const rowOf = (element) => nameOf(element?.closest?.(".acct__row"));

/** Whoever stood on a row that was drawn anew stands there again. */
function stand(name) {
  const row = [...section().querySelectorAll(".acct__row")].find((each) => nameOf(each) === name);
  (row?.querySelector(".acct__edit") ?? section().querySelector(".acct__more > summary"))?.focus({ preventScroll: true });
}

function show(answer) {
  if (answer.location) {
    carry(answer.toast);
    location.assign(answer.location);
    return;
  }
  if (!answer.text.includes("data-account") || !section()) return;
  const [inside, name] = [section().contains(document.activeElement), rowOf(document.activeElement)];
  section().replaceWith(document.createRange().createContextualFragment(answer.text));
  htmx.process(section());
  htmx.trigger(document.body, "account-changed"); // the facts under the name
  if (inside) stand(name);
}

async function save(form) {
  const button = form.querySelector("[type=submit]");
  const [wrong, name] = [form.querySelector(".acct__wrong"), rowOf(form)];
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
    if (section()) stand(name);
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

let left; // the row whose form was cancelled
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  left = detail.target?.matches?.("[data-account]") ? rowOf(document.activeElement) : undefined;
});
document.addEventListener("htmx:afterSettle", () => {
  if (left === undefined || !section() || document.activeElement !== document.body) return;
  stand(left);
  left = undefined;
});

tellCarried({ undone: show });
