// Suspended mail and blocked senders: j, k, enter and x; every decision is told, and taken back by z.
import { register } from "../clew/keys.js";
import { say } from "../clew/toasts.js";
import { post } from "../workspace/requests.js";
import { carry, tell, tellCarried } from "../workspace/undo.js";

const list = document.querySelector("[data-suspended]");
const rows = () => [...list.querySelectorAll("[data-row]")];
const ticked = () => [...list.querySelectorAll("[name=mail]:checked")];
const current = () => rows().find((row) => "cursor" in row.dataset);

function goTo(place) {
  const all = rows();
  if (!all.length) return;
  const next = all[Math.max(0, Math.min(all.length - 1, place))];
  for (const row of all) delete row.dataset.cursor;
  next.dataset.cursor = "";
  next.scrollIntoView({ block: "nearest" });
  next.querySelector("a").focus({ preventScroll: true });
}

function move(by) {
  goTo(rows().indexOf(current()) + by);
}

function count() {
  const chosen = ticked().length;
  const shown = list.querySelector("[data-count]");
  if (!shown) return;
  shown.hidden = !chosen;
  shown.textContent = `${chosen} selected`;
  const all = list.querySelector("[data-all]");
  all.checked = chosen > 0 && chosen === rows().length;
  all.indeterminate = chosen > 0 && !all.checked;
}

function toggle() {
  const box = current()?.querySelector(".check");
  if (!box) return;
  box.checked = !box.checked;
  count();
}

// Without a tick it is for the row under the cursor.
function press(selector) {
  if (!ticked().length && current()) current().querySelector(".check").checked = true;
  count();
  list.querySelector(selector)?.click();
}

async function refresh() {
  const at = list ? rows().indexOf(current()) : -1;
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const id of ["suspended-list", "blocked-senders"]) {
    const [here, there] = [document.getElementById(id), page.getElementById(id)];
    if (here && there) here.innerHTML = there.innerHTML;
  }
  const counted = "[href$='/mail/suspended']";
  document.querySelector(`.tabs ${counted}`)?.replaceWith(page.querySelector(`.tabs ${counted}`));
  if (at >= 0) goTo(at); // the next one stands where it was
}

async function send(form, url, fields) {
  const answer = await post(url, fields);
  if (!answer.ok) return say(answer.text, { tone: "error" });
  if (form.dataset.leads) { // decided: back to the list, which says it
    carry(answer.toast);
    return location.assign(form.dataset.leads);
  }
  form.querySelector("[popover]:popover-open")?.hidePopover();
  await refresh();
  return tell(answer.toast, { undone: refresh });
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("#suspended-form, [data-answers], [data-leads]");
  if (!form) return;
  event.preventDefault();
  if (form.id === "suspended-form" && !ticked().length) {
    say("Choose mail first: tick it, or press X.", { tone: "error" });
    return;
  }
  const button = event.submitter;
  const fields = new FormData(form);
  if (form.id === "suspended-form" && !form.querySelector(":popover-open")) fields.delete("as_sender");
  send(form, button?.hasAttribute("formaction") ? button.formAction : form.action, fields);
});

document.addEventListener("click", (event) => {
  const filler = event.target.closest?.("[data-fill]");
  if (!filler) return;
  const field = document.getElementById(filler.dataset.fill);
  field.value = [field.value.trim(), filler.dataset.value].filter(Boolean).join("\n");
  filler.remove();
  field.focus();
});

tellCarried({ undone: refresh });
if (list) {
  list.addEventListener("change", (event) => {
    if (event.target.matches("[data-all]")) for (const row of rows()) row.querySelector(".check").checked = event.target.checked;
    count();
  });
  register("Suspended mail", "j", "Next", () => move(1));
  register("Suspended mail", "k", "Previous", () => move(-1));
  register("Suspended mail", "arrowdown", "Next", () => move(1));
  register("Suspended mail", "arrowup", "Previous", () => move(-1));
  register("Suspended mail", "o", "Open", () => current()?.querySelector("a").click());
  register("Suspended mail", "x", "Select", toggle);
  register("Suspended mail", "r", "Recover", () => press("#suspended-form > .suspended__bar [type=submit]"));
  register("Suspended mail", "shift+r", "Recover as somebody else", () => press("[popovertarget=recover-as]"));
  register("Suspended mail", "b", "Block the sender", () => press("[formaction$='/block']"));
  register("Suspended mail", "d", "Drop", () => press("[formaction$='/drop']"));
}
