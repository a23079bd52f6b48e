// Putting a ticket on hold by keyboard, and saying why a closed one does not move.
import { register } from "../clew/keys.js";
import { say } from "../clew/toasts.js";
import { openMenu } from "./menus.js";

const head = () => document.getElementById("head");
const menu = () => document.getElementById("status-menu");

function hold() {
  const part = menu()?.querySelector("[data-hold]");
  if (!part) return;
  openMenu(menu(), document.querySelector("[popovertarget=status-menu]"));
  part.open = true;
  part.querySelector("[name=wake]").focus();
}

/** On a closed ticket a key says what can be done instead; else it does what it always does. */
function unlessClosed(run) {
  const words = head()?.dataset.closed;
  if (words) say(words, { tone: "error" });
  else run();
}

if (head()?.dataset.closed) {
  for (const [key, label] of [["r", "Reply"], ["n", "Internal note"], ["s", "Status"], ["e", "Solve"], ["a", "Assign"]]) {
    register("Ticket", key, label, () => unlessClosed(() => {}));
  }
}
if (menu() || head()?.dataset.closed) register("Ticket", "h", "On hold until…", () => unlessClosed(hold));

// Folding the days out: the first of them is next. Closed again with its menu.
document.addEventListener("toggle", (event) => {
  const { target } = event;
  if (target.matches?.("[data-hold]") && target.open && target.contains(document.activeElement)) {
    target.querySelector("[name=wake]").focus();
  }
  if (target.id === "status-menu" && event.newState === "closed") {
    const part = target.querySelector("[data-hold]");
    if (part) part.open = false;
  }
}, true);
