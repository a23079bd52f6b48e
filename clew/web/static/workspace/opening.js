// A new ticket: choosing a found requester fills in who it is.
import { register } from "../clew/keys.js";

const form = document.querySelector("[data-opening]");
form?.addEventListener("click", (event) => {
  const choice = event.target.closest("[data-email]");
  if (!choice) return;
  form.elements.email.value = choice.dataset.email;
  form.elements.name.value = choice.dataset.name;
  document.getElementById("requesters").replaceChildren();
  form.elements.subject.focus();
});
// Who types faster than the page loads is answered too.
document.addEventListener("DOMContentLoaded", () => {
  const { email } = form?.elements ?? {};
  if (email && email.value !== email.defaultValue) globalThis.htmx.trigger(email, "look");
});
form?.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) form.requestSubmit();
});
register("Ticket", "u", "Back to the list", () => document.querySelector("[data-back]").click());
