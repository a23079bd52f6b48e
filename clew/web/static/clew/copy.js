// Buttons that copy: data-copy="text", or data-copy-from="previous" for the element before.
document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copy], [data-copy-from]");
  if (!button) return;
  const text = button.dataset.copy ?? button.previousElementSibling.textContent;
  let copied = true;
  try {
    await navigator.clipboard.writeText(text);
  } catch { // plain http: select it, so that one key copies it
    const field = button.previousElementSibling;
    if (field.select) field.select(); else getSelection().selectAllChildren(field);
    copied = document.execCommand("copy");
  }
  const label = [...button.childNodes].find((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  if (!label) return;
  const before = label.data;
  label.data = copied ? "Copied" : "Press Ctrl C";
  setTimeout(() => { label.data = before; }, 1500);
});
