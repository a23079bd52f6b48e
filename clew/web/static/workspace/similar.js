// What one does with a similar ticket: put its link into the message, or say that this is the same.
import { say } from "../clew/toasts.js";
import { post } from "./requests.js";
import { tell } from "./undo.js";

export async function act(button) {
  const { number, subject, url } = button.dataset;
  if (button.dataset.similar === "insert") {
    const markdown = `[#${number} ${subject.replace(/[[\]]/g, "")}](${location.origin}/tickets/${number})`;
    document.getElementById("composer")?.dispatchEvent(new CustomEvent("composer:insert", { detail: { markdown } }));
    return;
  }
  const answer = await post(url, { kind: "duplicate", other: number });
  if (!answer.ok) {
    say(answer.text, { tone: "error" });
    return;
  }
  const panel = document.getElementById("links");
  if (panel) {
    panel.innerHTML = answer.text;
    globalThis.htmx?.process(panel);
  }
  tell(answer.toast, { undone: () => {} });
}
