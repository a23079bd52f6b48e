// The three ways a file comes to the composer: picked, pasted, dropped on the conversation.

export function receiveFiles(form, take) {
  picked(form, take);
  pasted(form.querySelector(".composer__text"), take);
  dropped(form, form.closest(".ticket__main") ?? form, take);
}

function picked(form, take) {
  const picker = form.querySelector("[type=file]");
  form.querySelector("[data-attach]").addEventListener("click", () => picker.click());
  picker.addEventListener("change", () => {
    take([...picker.files]);
    picker.value = "";
  });
}

function pasted(text, take) {
  text.addEventListener("paste", (event) => {
    if (!event.clipboardData.files.length) return;
    event.preventDefault();
    take([...event.clipboardData.files], { pasted: true });
  });
}

function dropped(form, area, take) {
  area.addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    form.toggleAttribute("data-over", true);
  });
  area.addEventListener("dragleave", (event) => {
    if (!area.contains(event.relatedTarget)) form.removeAttribute("data-over");
  });
  area.addEventListener("drop", (event) => {
    form.removeAttribute("data-over");
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    take([...event.dataTransfer.files]);
  });
}
