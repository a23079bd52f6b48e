// Applies a chosen theme at once; the form still tells the server, which renders it next time.
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-theme-form]");
  if (!form) return;
  event.preventDefault();
  const { value } = event.submitter;
  if (value === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = value;
  for (const item of form.querySelectorAll("[name=theme]")) {
    item.toggleAttribute("aria-pressed", false);
    if (item.value === value) item.setAttribute("aria-pressed", "true");
    item.querySelector(".menu__check")?.remove();
  }
  form.closest("[popover]")?.hidePopover();
  await fetch(form.action, { method: "POST", body: new FormData(form, event.submitter) });
});
