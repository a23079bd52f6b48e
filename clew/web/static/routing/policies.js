// Policies in their order, by dragging. Where one is dropped is looked at before it is in force.
const list = document.querySelector("[data-order]");
let dragged = null;
let before = "";

const slugs = () => [...list.querySelectorAll(":scope > li")].map((row) => row.dataset.slug);

function over(event) {
  const row = event.target.closest?.("[data-order] > li");
  if (!dragged || !row || row === dragged) return;
  event.preventDefault();
  const { top, height } = row.getBoundingClientRect();
  if (event.clientY > top + height / 2) row.after(dragged);
  else row.before(dragged);
}

function drop() {
  delete dragged.dataset.dragged;
  dragged = null;
  if (slugs().join() === before) return;
  const form = list.querySelector("form").cloneNode();
  form.append(list.querySelector("[name=csrfmiddlewaretoken]").cloneNode());
  for (const slug of slugs()) {
    const field = Object.assign(document.createElement("input"), { type: "hidden", name: "order", value: slug });
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}

list?.addEventListener("dragstart", (event) => {
  dragged = event.target.closest("li");
  dragged.dataset.dragged = "";
  before = slugs().join();
});
list?.addEventListener("dragover", over);
list?.addEventListener("dragend", () => dragged && drop());
