// The macro editor: variables into the text, changes as rows, and a preview that follows.
import { changesBuilder } from "./changes.js";

const form = document.getElementById("macro-form");
const text = form.elements.text;
const editor = document.querySelector("[data-preview-url]");

// --- variables
document.getElementById("variables").addEventListener("click", (event) => {
  const item = event.target.closest("[data-variable]");
  if (!item) return;
  const written = item.dataset.variable.endsWith(".first_name")
    ? `{{${item.dataset.variable} | default: "there"}}`
    : `{{${item.dataset.variable}}}`;
  document.getElementById("variables").hidePopover();
  text.focus();
  const start = text.selectionStart;
  text.setRangeText(written, start, text.selectionEnd, "end");
  // Of any property, the name is to be written over.
  const end = start + written.length - 2;
  if ("openName" in item.dataset) text.setSelectionRange(start + written.lastIndexOf(".") + 1, end);
  text.dispatchEvent(new Event("input", { bubbles: true }));
});

// --- changes
changesBuilder(form);

form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) form.requestSubmit();
});

// --- the preview, a moment after the last key
const shown = document.querySelector("[data-preview]");
const number = document.querySelector("[data-ticket]");
let timer = 0;
let asked = 0;

async function preview() {
  const mine = ++asked;
  const body = new FormData();
  body.append("text", text.value);
  body.append("ticket", number.value);
  body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  try {
    const answer = await fetch(editor.dataset.previewUrl, { method: "POST", body, headers: { "HX-Request": "true" } });
    if (mine !== asked) return;
    if (answer.ok) shown.innerHTML = await answer.text(); // sanitised by the server
    else shown.textContent = "The preview did not load. It comes back with the next change.";
  } catch {
    if (mine === asked) shown.textContent = "There is no connection. The preview comes back with it.";
  }
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(preview, 250);
}
text.addEventListener("input", soon);
number.addEventListener("input", soon);
preview();
