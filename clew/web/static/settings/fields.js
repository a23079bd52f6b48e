// Ticket fields: the order by dragging, and choices only for the kind that has them.
const list = document.querySelector(".fieldlist");
const token = () => JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
let dragged = null;

function over(event) {
  const row = event.target.closest?.(".fieldlist > li");
  if (!dragged || !row || row === dragged) return;
  event.preventDefault();
  const { top, height } = row.getBoundingClientRect();
  if (event.clientY > top + height / 2) row.after(dragged);
  else row.before(dragged);
}

async function drop() {
  const row = dragged;
  dragged = null;
  delete row.dataset.dragged;
  const body = new FormData();
  body.append("place", [...list.children].indexOf(row) + 1);
  const headers = { "HX-Request": "true", "X-CSRFToken": token() };
  await fetch(row.dataset.url, { method: "POST", body, headers });
  location.reload();
}

list?.addEventListener("dragstart", (event) => {
  dragged = event.target.closest("li");
  dragged.dataset.dragged = "";
});
list?.addEventListener("dragover", over);
list?.addEventListener("dragend", () => dragged && drop());

const form = document.querySelector("[data-field-form]");
const kind = form?.querySelector("select[name=kind]");
function show() {
  form.querySelector("[data-for-choices]").hidden = kind.value !== "choice";
}
if (kind) {
  kind.addEventListener("change", show);
  show();
}
