// Calendars: Monday's hours for the other workdays. The drawing beside is the server's.
const button = document.querySelector("[data-copy-monday]");

function copy() {
  const form = button.closest("form");
  const monday = form.elements.mon.value;
  for (const day of ["tue", "wed", "thu", "fri"]) form.elements[day].value = monday;
  form.elements.fri.dispatchEvent(new Event("input", { bubbles: true }));
}

if (button) {
  button.hidden = false;
  button.addEventListener("click", copy);
}
