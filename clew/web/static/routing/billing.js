// “Add billing”: sends the dialog, and puts the hand-over words where the reply is written.
import { post } from "../workspace/requests.js";

export async function send(form) {
  const button = form.querySelector("[type=submit]");
  const { words } = form.dataset;
  const wanted = form.elements.handover.checked;
  button.disabled = true;
  const answer = await post(form.action, new FormData(form));
  button.disabled = false;
  if (!answer.ok) {
    const line = form.querySelector(".joining__error");
    line.textContent = answer.text;
    line.hidden = false;
    form.elements.note.focus();
    return;
  }
  form.closest("[popover]").hidePopover();
  document.dispatchEvent(new CustomEvent("clew:changed", { detail: answer }));
  if (wanted) handOver(words);
}

function handOver(words) {
  const composer = document.getElementById("composer");
  const reply = composer?.querySelector("[name=kind][value=reply]");
  if (!reply) return;
  reply.checked = true;
  reply.dispatchEvent(new Event("change", { bubbles: true }));
  composer.dispatchEvent(new CustomEvent("composer:insert", { detail: { markdown: words } }));
}
