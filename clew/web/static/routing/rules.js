// The list of rules: dragging one to another place sends the new order. Buttons do the same.
const list = document.querySelector("[data-rules]");
const form = document.getElementById("rule-order");
let dragged = null;

function unmark() {
  for (const each of list.querySelectorAll("[data-over]")) delete each.dataset.over;
}

list?.addEventListener("dragstart", (event) => {
  dragged = event.target.closest("[data-rule]");
  if (!dragged) return;
  dragged.dataset.dragged = "";
  event.dataTransfer.effectAllowed = "move";
});
list?.addEventListener("dragover", (event) => {
  const over = event.target.closest("[data-rule]");
  if (!dragged || !over) return;
  event.preventDefault();
  unmark();
  if (over !== dragged) over.dataset.over = "";
});
list?.addEventListener("drop", (event) => {
  const over = event.target.closest("[data-rule]");
  if (!dragged || !over || over === dragged) return;
  event.preventDefault();
  const down = dragged.compareDocumentPosition(over) & Node.DOCUMENT_POSITION_FOLLOWING;
  over[down ? "after" : "before"](dragged);
  form.requestSubmit();
});
list?.addEventListener("dragend", () => {
  unmark();
  if (dragged) delete dragged.dataset.dragged;
  dragged = null;
});
