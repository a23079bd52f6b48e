// A question of the server before a message goes: shown in the composer, answered in place.
export function ask(composer, html, button) {
  const { form } = composer;
  form.querySelector(".asking")?.remove();
  const asked = new DOMParser().parseFromString(html, "text/html").querySelector(".asking");
  const close = () => {
    asked.remove();
    composer.text.focus();
  };
  asked.querySelector("[data-asking-back]").addEventListener("click", close);
  asked.querySelector("[data-asking-send]").addEventListener("click", () => {
    const answer = Object.assign(document.createElement("input"), { type: "hidden", name: asked.dataset.confirm, value: "1" });
    form.append(answer);
    asked.remove();
    form.requestSubmit(button?.isConnected ? button : form.querySelector("[data-send]"));
    answer.remove(); // the next message is asked about again
  });
  asked.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    close();
  });
  composer.text.addEventListener("input", () => asked.remove(), { once: true });
  form.querySelector(".composer__foot").before(asked);
  form.toggleAttribute("data-open", true); // on a phone
  setTimeout(() => asked.querySelector("[data-asking-back]").focus());
}
