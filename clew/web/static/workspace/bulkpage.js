// The page of one bulk job: cancel, undo and retry.
import { say } from "../clew/toasts.js";
import { post } from "./requests.js";
import { tell } from "./undo.js";

const page = document.getElementById("bulk-job");
const anew = () => globalThis.htmx.ajax("GET", page.getAttribute("hx-get"), { target: page, swap: "innerHTML" });

page.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-bulk-post]");
  if (!button) return;
  button.disabled = true;
  const answer = await post(button.dataset.bulkPost, {});
  button.disabled = false;
  if (!answer.ok) return say(answer.text, { tone: "error" });
  if (answer.toast?.job && !page.getAttribute("hx-get").includes(answer.toast.job)) {
    return location.assign(`/bulk/${answer.toast.job}`);
  }
  if (!answer.toast?.job) tell(answer.toast, { undone: anew });
  return anew();
});

document.addEventListener(page.dataset.topic, anew);
document.addEventListener("live:resync", anew);
