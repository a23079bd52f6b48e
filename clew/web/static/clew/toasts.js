// Short messages in the corner. Say one with:
//   document.dispatchEvent(new CustomEvent("toast", {detail: {text: "Saved", tone: "error"}}))
// or from the server with an HX-Trigger header: {"toast": {"text": "Saved"}}.
const STAY = 6000;
const region = document.getElementById("toasts");

function leave(toast) {
  let timer = setTimeout(() => toast.remove(), STAY);
  toast.addEventListener("pointerenter", () => clearTimeout(timer));
  toast.addEventListener("pointerleave", () => { timer = setTimeout(() => toast.remove(), STAY / 2); });
}

export function say(text, { tone = "ok" } = {}) {
  const template = document.getElementById(tone === "error" ? "toast-error" : "toast-ok");
  const toast = template.content.firstElementChild.cloneNode(true);
  toast.querySelector("[data-text]").textContent = text;
  region.append(toast);
  leave(toast);
}

document.addEventListener("toast", (event) => say(event.detail.text ?? event.detail.value, event.detail));

// A part that is still a skeleton says in its own place that it did not come.
function failedInPlace({ elt, requestConfig }) {
  const bones = requestConfig?.verb === "get" ? elt?.querySelector?.(".skeletons") : null;
  if (!bones) return false;
  const note = document.createElement("p");
  note.className = "again";
  note.setAttribute("role", "status");
  const button = document.createElement("button");
  Object.assign(button, { className: "btn", type: "button", textContent: "Try again" });
  button.dataset.size = "sm";
  button.addEventListener("click", () => {
    note.replaceWith(bones);
    htmx.ajax("GET", elt.getAttribute("hx-get"), { source: elt }).catch(() => {}); // told by the same events
  });
  note.append("This did not load.", button);
  bones.replaceWith(note);
  return true;
}

document.addEventListener("htmx:responseError", (event) => {
  const status = event.detail.xhr.status;
  if (status === 401 || (status >= 500 && failedInPlace(event.detail))) return;
  say(status === 403 ? "You may not do this. Ask an admin for access."
    : status === 404 ? "This no longer exists. Reload the page to see what is current."
    : "The server could not do this. Nothing was changed; try again.", { tone: "error" });
});
document.addEventListener("htmx:sendError", (event) => {
  const reads = event.detail.requestConfig?.verb === "get";
  if (failedInPlace(event.detail)) return;
  if (reads && document.getElementById("offline")?.hidden === false) return; // the bar says it already
  say(reads
    ? "No connection. A part of this page did not load."
    : "No connection. Nothing was changed; try again when you are online.", { tone: "error" });
});
if (region) for (const toast of region.querySelectorAll(".toast")) leave(toast);
