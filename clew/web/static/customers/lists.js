// Saving, renaming, moving and deleting a list, and choosing its columns.
import { say } from "../clew/toasts.js";
import { post } from "../workspace/requests.js";
import { carry } from "../workspace/undo.js";

export async function submit(form, button) {
  const fields = new FormData(form, button ?? undefined);
  const answer = await post(form.getAttribute("action"), fields);
  const error = form.querySelector("[data-list-error]");
  if (!answer.ok) {
    if (error) error.textContent = answer.text;
    else say(answer.text, { tone: "error" });
    return;
  }
  carry(answer.toast);
  location.assign(answer.location);
}

/** Once for each picker; its form comes a moment after it opens. */
export function picker(box) {
  if ("wired" in box.dataset) return;
  box.dataset.wired = "";
  box.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    if (button) moved(button);
  });
  box.addEventListener("change", (event) => {
    if (event.target.matches("[data-all] input, .picker__all input") && event.target.checked) shown(event.target);
  });
  box.addEventListener("input", (event) => {
    if (event.target.matches("[data-column-search]")) found(box, event.target.value);
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("[data-column-search]")) event.preventDefault();
    if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    const item = event.target.closest("[data-shown] li");
    if (!item) return;
    event.preventDefault();
    place(item, event.key === "ArrowUp" ? -1 : 1);
    event.target.focus();
  });
}

function moved(button) {
  place(button.closest("li"), Number(button.dataset.move));
  button.focus();
}

function place(item, by) {
  const beside = by < 0 ? item.previousElementSibling : item.nextElementSibling;
  if (!beside) return;
  if (by < 0) beside.before(item);
  else beside.after(item);
  item.scrollIntoView({ block: "nearest" });
}

function shown(input) {
  const item = input.closest("li");
  input.closest("form").querySelector("[data-shown]").append(item);
  item.scrollIntoView({ block: "nearest" });
  input.focus();
}

function found(box, text) {
  const wanted = text.trim().toLowerCase();
  let any = false;
  for (const section of box.querySelectorAll(".picker__all section")) {
    let inside = false;
    for (const item of section.querySelectorAll("li")) {
      item.hidden = Boolean(wanted) && !item.textContent.toLowerCase().includes(wanted);
      inside ||= !item.hidden;
    }
    section.hidden = !inside;
    any ||= inside;
  }
  box.querySelector("[data-none]").hidden = any;
}
