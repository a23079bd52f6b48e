// The ways into macros: "/" at the start of a line, "m", and the button. The rest loads on demand.
import { register } from "../clew/keys.js";

export const KEPT = "clew:changes:";

export function macroDoor(composer) {
  const { form, text } = composer;
  const load = () => {
    style();
    return import("./macros.js");
  };
  const open = async (typed = "") => (await load()).openMacros(composer, typed);

  const button = document.createElement("button");
  button.className = "btn";
  button.type = "button";
  button.dataset.variant = "ghost";
  button.title = "Macros (M, or / at the start of a line)";
  button.dataset.macros = "";
  button.setAttribute("aria-haspopup", "dialog");
  button.innerHTML = `<svg class="icon" aria-hidden="true"><use href="${sprite()}#i-zap"/></svg><span data-optional>Macro</span>`;
  button.setAttribute("aria-label", "Macro");
  button.addEventListener("click", () => open());
  form.querySelector("[data-composer-tools]")?.append(button);

  register("Ticket", "m", "Macro", () => open());
  // Whoever writes may soon type "/", and what follows it is for the search.
  text.addEventListener("focus", load, { once: true });
  text.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.isComposing || text.selectionStart !== text.selectionEnd) return;
    const before = text.value.slice(0, text.selectionStart);
    if (before && !before.endsWith("\n")) return;
    event.preventDefault();
    open("/");
  });
  // Changes that wait for their message survive a reload, as its text does; so do its gaps.
  let watched = false;
  const watch = () => {
    if (watched || !(hasKept(composer.ticket) || text.value.includes("{{"))) return;
    watched = true;
    load().then((it) => it.restore(composer));
  };
  for (const name of ["composer:input", "composer:shown"]) form.addEventListener(name, watch);
  watch();
}

function hasKept(ticket) {
  try {
    return Boolean(sessionStorage.getItem(KEPT + ticket));
  } catch {
    return false; // without storage there is nothing to restore
  }
}

/** Its looks come with it: no page pays for what nobody opened. */
function style() {
  const href = new URL("./macros.css", import.meta.url).href;
  if (document.querySelector(`link[href="${href}"]`)) return;
  document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href }));
}

/** The icons as the page itself addresses them. */
export function sprite() {
  return document.querySelector("svg use").getAttribute("href").split("#")[0];
}
