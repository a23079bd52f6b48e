// Notes on a customer: "n" opens the box; every change swaps the section and can be undone.
import { register } from "../clew/keys.js";
import { say } from "../clew/toasts.js";
import { tell } from "../workspace/undo.js";
import { post } from "../workspace/requests.js";

const section = () => document.querySelector("[data-notes]");

function show(answer) {
  if (!answer.text.includes("data-notes")) return;
  const made = document.createRange().createContextualFragment(answer.text);
  const typed = section().querySelector("#note-box textarea").value; // another note, half written
  const open = !section().querySelector("#note-box").hidden;
  section().replaceWith(made);
  if (open && typed) openBox(typed);
}

function openBox(text = "") {
  const box = section().querySelector("#note-box");
  box.hidden = false;
  section().querySelector("[data-write-note]").setAttribute("aria-expanded", "true");
  const field = box.querySelector("textarea");
  if (text) field.value = text;
  field.focus();
  field.scrollIntoView({ block: "nearest" });
}

async function change(url, fields) {
  const answer = await post(url, fields);
  if (!answer.ok) return say(answer.text, { tone: "error" });
  show(answer);
  tell(answer.toast, { undone: show });
  return section().querySelector("[data-write-note]").focus({ preventScroll: true });
}

async function save(form) {
  const button = form.querySelector("[type=submit]");
  const wrong = form.querySelector(".notes__wrong");
  button.disabled = true;
  const answer = await post(form.action, new FormData(form));
  button.disabled = false;
  wrong.hidden = answer.ok;
  if (!answer.ok) {
    wrong.textContent = `Not saved. ${answer.text}`;
    return form.querySelector("textarea").focus();
  }
  if (form.id === "note-box") form.reset();
  show(answer);
  tell(answer.toast, { undone: show });
  return section().querySelector("[data-write-note]").focus({ preventScroll: true });
}

function close(form) {
  if (form.id === "note-box") {
    form.hidden = true;
    const opener = section().querySelector("[data-write-note]");
    opener.setAttribute("aria-expanded", "false");
    return opener.focus();
  }
  const note = form.closest("[data-note]");
  form.remove();
  note.removeAttribute("data-editing");
  return note.querySelector("[data-edit-note]")?.focus();
}

async function edit(button) {
  const note = button.closest("[data-note]");
  const answer = await fetch(button.dataset.editNote, { headers: { "HX-Request": "true" } });
  if (!answer.ok) return say("The note could not be opened. Try again.", { tone: "error" });
  note.append(document.createRange().createContextualFragment(await answer.text()));
  note.dataset.editing = "";
  return note.querySelector("textarea").focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-notes] button");
  if (!button) return;
  if (button.matches("[data-write-note]")) openBox();
  else if (button.matches("[data-cancel]")) close(button.closest("form"));
  else if (button.matches("[data-edit-note]")) edit(button);
  else if (button.dataset.post) change(button.dataset.post, { pinned: button.dataset.value ?? "" });
});

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-note-form]")) return;
  event.preventDefault();
  save(event.target);
});

document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("[data-note-form]");
  if (!form) return;
  if (event.key === "Escape" && !event.isComposing) {
    event.preventDefault();
    close(form);
  } else if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) {
    event.preventDefault();
    form.requestSubmit();
  }
});

register("Customer", "n", "Write a note", () => openBox());
