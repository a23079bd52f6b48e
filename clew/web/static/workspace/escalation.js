// Escalating: the panel in the composer's place, the strip under the head. Loaded when needed.
import { say } from "../clew/toasts.js";
import { post } from "./requests.js";
import { toolbar } from "./toolbar.js";

const KEPT = "clew:escalation:";
const mod = /Mac|iPhone|iPad/.test(navigator.platform) ? "⌘" : "Ctrl";
const slot = () => document.getElementById("escalation");
let composer = null; // a closed ticket has none
let landing = false; // who just escalated goes on to tell the customer
let sent = null; // {key, text} of the note that went out with the escalation

export function withComposer(given) {
  composer = given;
}

async function read(url) {
  try {
    const answer = await fetch(url, { headers: { "HX-Request": "true" } });
    if (answer.ok) return await answer.text();
    say("This did not load. Try again.", { tone: "error" });
  } catch {
    say("There is no connection. Try again when you are online.", { tone: "error" });
  }
  return null;
}

/** The strip anew: `state` is what the head says of the escalation now. */
export async function draw(state) {
  const target = slot();
  target.dataset.shown = state;
  if (!state) {
    if (sent) drafts.put(sent); // taken back: the words are there again
    sent = null;
    target.replaceChildren();
    return;
  }
  const [html] = await Promise.all([read(target.dataset.url), style()]);
  if (html !== null && target.dataset.shown === state) target.innerHTML = html;
  if (landing && document.activeElement?.matches(".ticket__scroll")) target.querySelector("[data-escalation-tell]")?.focus();
  landing = false;
}

/** The looks come with the first escalation that is shown. */
function style() {
  const href = new URL("./escalation.css", import.meta.url).href;
  if (document.querySelector(`link[href="${href}"]`)) return null;
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
  document.head.append(link);
  return new Promise((done) => { link.onload = done; link.onerror = done; });
}

const drafts = {
  of: (form) => KEPT + form.dataset.ticket + (form.matches("[data-change-only]") ? ":change" : ""),
  read(form) {
    try {
      return sessionStorage.getItem(this.of(form));
    } catch {
      return null; // without storage it is kept until the page goes
    }
  },
  keep(form, text) {
    this.put({ key: this.of(form), text });
  },
  put({ key, text }) {
    try {
      if (text === null) sessionStorage.removeItem(key);
      else sessionStorage.setItem(key, text);
    } catch {
      // as above
    }
  },
};

export async function open(url) {
  const place = document.querySelector(".ticket__compose");
  const shown = place.querySelector("[data-escalating]");
  if (shown) return focus(shown);
  const [html] = await Promise.all([read(url), style()]);
  if (html === null || place.querySelector("[data-escalating]")) return undefined;
  place.insertAdjacentHTML("afterbegin", html);
  const panel = place.querySelector("[data-escalating]");
  if (panel.matches("form")) begin(panel);
  return focus(panel);
}

function begin(form) {
  const { note } = form.elements;
  for (const key of form.querySelectorAll("[data-mod]")) key.textContent = mod;
  const kept = drafts.read(form);
  if (kept !== null) note.value = kept;
  toolbar(form, note);
  choose(form);
  note.addEventListener("input", () => drafts.keep(form, note.value));
  form.addEventListener("change", (event) => {
    if (event.target.name === "to") choose(form);
    if (event.target.name === "team") event.target.dataset.chosen = event.target.value;
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) form.requestSubmit();
    if (event.key === "Escape") close(form);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form);
  });
  form.querySelector("[data-escalating-preview]").addEventListener("click", (event) => preview(form, event.currentTarget));
}

/** The team that is proposed for the target, unless somebody chose one. */
function choose(form) {
  const to = form.querySelector("[name=to]:checked");
  const { team } = form.elements;
  if (!team.dataset.chosen) team.value = to.dataset.team;
  for (const part of form.querySelectorAll("[data-for-target]")) part.hidden = part.dataset.forTarget !== to.value;
}

function focus(panel) {
  const note = panel.querySelector("textarea");
  if (!note) return panel.querySelector("button").focus();
  note.focus();
  const why = note.value.indexOf("\n"); // behind “Why:”
  const end = why < 0 ? note.value.length : why;
  return note.setSelectionRange(end, end);
}

function close(panel) {
  panel.remove();
  document.getElementById("message")?.focus();
}

function refuse(form, text) {
  const line = form.querySelector(".composer__error");
  line.hidden = !text;
  line.querySelector("[data-error]").textContent = text;
  if (text) (form.elements.team.value ? form.elements.note : form.elements.team).focus();
}

async function send(form) {
  const button = form.querySelector("[type=submit]");
  if (button.disabled) return;
  button.disabled = true;
  refuse(form, "");
  const text = form.elements.note.value;
  const answer = await post(form.action, new FormData(form));
  button.disabled = false;
  if (!answer.ok) {
    refuse(form, answer.text);
    return;
  }
  sent = form.matches("[data-change-only]") ? null : { key: drafts.of(form), text };
  drafts.keep(form, null);
  form.remove();
  landing = true;
  document.dispatchEvent(new CustomEvent("clew:changed", { detail: answer }));
  document.querySelector(".ticket__scroll")?.focus({ preventScroll: true });
}

async function preview(form, button) {
  const { note } = form.elements;
  const shown = form.querySelector(".escalating__preview");
  if (shown.hidden) {
    const body = new FormData(form);
    body.set("body", note.value);
    body.set("kind", "note");
    const answer = await post(form.dataset.preview, body);
    if (!answer.ok) return refuse(form, "The preview did not load. Try again.");
    shown.innerHTML = answer.text; // sanitised by the server
  }
  shown.hidden = !shown.hidden;
  note.hidden = !shown.hidden;
  button.setAttribute("aria-pressed", String(!shown.hidden));
  return undefined;
}

/** The macro's words in the composer, to be read and sent by whoever asked. */
async function tell(button) {
  const macro = await fetch(`/tickets/${composer.ticket}/macros/${button.dataset.escalationTell}`, { headers: { "HX-Request": "true" } })
    .then((answer) => (answer.ok ? answer.json() : null))
    .catch(() => null);
  if (!macro) {
    say("The macro did not load. Try again, or write it yourself.", { tone: "error" });
    return;
  }
  const { pendingOf } = await import("./pendingchanges.js");
  composer.write("reply");
  pendingOf(composer).add(macro);
  composer.insertBlock(macro.markdown);
  pendingOf(composer).firstGap();
}

document.addEventListener("click", (event) => {
  const closing = event.target.closest("[data-escalating-close]");
  if (closing) close(closing.closest("[data-escalating]"));
  const telling = event.target.closest("[data-escalation-tell]");
  if (telling && composer) tell(telling);
  const note = event.target.closest("[data-escalation-note]");
  if (note) {
    const shown = document.getElementById(`m-${note.dataset.escalationNote}`);
    if (!shown) return;
    event.preventDefault();
    shown.scrollIntoView({ block: "center", behavior: "smooth" });
    shown.querySelector(".msg")?.focus?.();
  }
});

// Whoever wrote to the customer has told them.
document.addEventListener("clew:sent", () => {
  if (composer?.kind === "reply") document.querySelector("[data-escalation-tell]")?.remove();
});

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-escalation-form]")) return;
  event.preventDefault();
  form.closest("[popover]")?.hidePopover();
  sent = null;
  const answer = await post(form.action, new FormData(form, event.submitter));
  if (answer.ok) document.dispatchEvent(new CustomEvent("clew:changed", { detail: answer }));
  else say(answer.text, { tone: "error" });
});
