// “Remind me”: the menu's content comes when it is opened for the first time.
import { register } from "../clew/keys.js";
import { say } from "../clew/toasts.js";
import { openMenu } from "./menus.js";
import { post } from "./requests.js";
import { tell } from "./undo.js";

const menu = document.getElementById("reminder-menu");
const openers = [...document.querySelectorAll("[popovertarget=reminder-menu]")];

async function load() {
  const answer = await fetch(menu.dataset.url, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!answer?.ok) return say("The reminders did not load. Try again.", { tone: "error" });
  menu.querySelector("[data-content]").innerHTML = await answer.text();
  if (menu.matches(":popover-open")) menu.querySelector(".menu__item")?.focus();
}

menu.addEventListener("toggle", (event) => event.newState === "open" && load());
menu.addEventListener("submit", async (event) => {
  event.preventDefault();
  menu.hidePopover();
  const answer = await post(event.target.action, new FormData(event.target, event.submitter));
  if (answer.ok) tell(answer.toast);
  else say(answer.text, { tone: "error" });
});
register("Ticket", "shift+h", "Remind me", () => openMenu(menu, openers.find((each) => each.checkVisibility())));
