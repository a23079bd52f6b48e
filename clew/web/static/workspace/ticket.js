// The ticket page: changes in place, a conversation that keeps itself current, the way on.
import { mention, register } from "../clew/keys.js";
import { say } from "../clew/toasts.js";
import "./areas.js";
import { Composer } from "./composer.js";
import { macroDoor } from "./macrodoor.js";
import { openMenu } from "./menus.js";
import { messages } from "./messages.js";
import { placeOf } from "./order.js";
import { quoting } from "./quoting.js";
import { post } from "./requests.js";
import { addToThread, mergeThread, replaceHead } from "./thread.js";
import { carry, tell, tellCarried } from "./undo.js";

const page = document.querySelector(".ticket");
const { ticket, view } = page.dataset;
const form = document.getElementById("composer"); // a closed ticket has none
const composer = form && new Composer(form);
const back = document.querySelector("[data-back]");

/** What an escalation shows comes when there is one, or somebody asks for it. */
async function escalation() {
  const it = await import("./escalation.js");
  it.withComposer(composer);
  return it;
}

async function escalated({ dataset }) {
  const shown = document.getElementById("escalation")?.dataset.shown;
  if (dataset.escalated !== shown) (await escalation()).draw(dataset.escalated);
}

document.addEventListener("click", async (event) => {
  const opener = event.target.closest("[data-escalate]");
  if (!opener) return;
  opener.closest("[popover]")?.hidePopover();
  (await escalation()).open(opener.dataset.escalate);
});

function apply(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  if (fresh.querySelector("#thread[data-part]")) {
    addToThread(document.getElementById("thread"), fresh.getElementById("thread"));
    return;
  }
  escalated(fresh.getElementById("head"));
  mergeThread(document.getElementById("thread"), fresh.getElementById("thread"));
  replaceHead(document.getElementById("head"), fresh.getElementById("head"));
  const [solve, next] = [document.getElementById("solve"), fresh.getElementById("solve")];
  const focused = solve.contains(document.activeElement);
  solve.replaceWith(next);
  if (focused) next.querySelector("button")?.focus();
}

async function refetch() {
  try {
    const answer = await fetch(page.dataset.conversation, { headers: { "HX-Request": "true" } });
    if (answer.ok) apply(await answer.text());
  } catch {
    // The offline bar says it; the next live update or resync catches up.
  }
}

const toasts = {
  undone: () => {
    refetch();
    composer?.drafts.pull(); // a reply that did not leave is a draft again
  },
};

/** After solving: the next ticket of the view, else the view. */
function goOn(toast) {
  carry(toast);
  const next = document.querySelector("[data-after][href*='/tickets/']");
  location.assign((next ?? back).href);
}

async function change(form, submitter) {
  form.closest("[popover]")?.hidePopover();
  const answer = await post(form.action, new FormData(form, submitter));
  if (!answer.ok) {
    say(answer.text, { tone: "error" });
    return;
  }
  if (submitter?.value === "solved") {
    goOn(answer.toast);
    return;
  }
  if (document.activeElement?.matches("#head :is(input, textarea)")) document.activeElement.blur();
  apply(answer.text);
  tell(answer.toast, toasts);
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-change]")) return;
  event.preventDefault();
  change(event.target, event.submitter);
});

document.addEventListener("clew:changed", (event) => {
  apply(event.detail.text);
  tell(event.detail.toast, toasts);
});

document.addEventListener("clew:sent", (event) => {
  const { text, toast, status } = event.detail;
  if (status === "solved") {
    goOn(toast);
    return;
  }
  apply(text);
  tell(toast, toasts);
});

// The subject is a field: Enter keeps it, Escape takes it back.
document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (!field.matches?.("[data-submit-on-change]")) return;
  if (event.key === "Escape") field.value = field.defaultValue;
  if (event.key === "Enter") {
    event.preventDefault();
    field.blur();
  }
});
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit-on-change]")) change(event.target.form);
});

document.querySelector("[data-copy]")?.addEventListener("click", () => say("Link copied"));
document.addEventListener(`live:ticket/${ticket}`, refetch);
document.addEventListener("live:resync", refetch);

const panel = document.getElementById("customer");
for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  panel.addEventListener(name, (event) => {
    if (event.target !== panel) return;
    event.stopPropagation();
    panel.replaceChildren(document.getElementById("customer-failed").content.cloneNode(true));
  });
}
panel.addEventListener("click", (event) => {
  if (event.target.closest("[data-again]")) globalThis.htmx.trigger(panel, "again");
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-similar]");
  if (button) import("./similar.js").then(({ act }) => act(button));
});

function neighbours() {
  const known = placeOf(view, ticket);
  if (!known) return;
  document.querySelector("[data-place]").textContent = `${known.place} of ${known.of}`;
  for (const side of ["before", "after"]) {
    const link = document.querySelector(`[data-${side}]`);
    if (known[side]) link.href = `/tickets/${known[side]}?${page.dataset.query}`;
    else link.removeAttribute("href");
    link.ariaDisabled = known[side] ? null : "true";
  }
}

function visit(selector) {
  const link = document.querySelector(selector);
  if (link?.getAttribute("href")) link.click();
}

// The fields come when their menu opens: then the first of them has the focus.
document.addEventListener("htmx:afterSwap", ({ target }) => {
  if (target.id === "fields-menu" && target.matches(":popover-open")) target.querySelector(".input, select, .check")?.focus();
});

function menu(id) {
  openMenu(document.getElementById(id), document.querySelector(`[popovertarget=${id}]`));
}

function keys() {
  register("Move", "u", "Back to the list", () => back.click());
  register("Move", "j", "Next ticket", () => visit("[data-after]"));
  register("Move", "k", "Previous ticket", () => visit("[data-before]"));
  register("Ticket", "n", "Internal note", () => composer.write("note"));
  if (!document.getElementById("status-menu")) return;
  register("Ticket", "r", "Reply", () => composer.write("reply"));
  mention("Ticket", "mod+enter", "Send");
  register("Ticket", "e", "Solve", () => document.querySelector("[data-solve]")?.requestSubmit(document.querySelector("[data-solve] button")));
  register("Ticket", "a", "Assign", () => menu("assignee-menu"));
  register("Ticket", "shift+a", "Assign to me", () =>
    document.querySelector("#assignee-menu [name=assignee]").click(),
  );
  register("Ticket", "s", "Status", () => menu("status-menu"));
  register("Ticket", "p", "Severity", () => menu("severity-menu"));
  register("Ticket", "t", "Tags", () => menu("tag-menu"));
  register("Ticket", "shift+p", "Product area", () => menu("area-menu"));
  if (document.getElementById("fields-menu")) register("Ticket", "f", "Fields", () => menu("fields-menu"));
  register("Ticket", "c", "New ticket", () => location.assign("/tickets/new"));
}

neighbours();
escalated(document.getElementById("head"));
messages(composer);
if (composer) quoting(composer);
if (composer) macroDoor(composer);
keys();
tellCarried({ undone: () => {} });
