// What every page runs. htmx is loaded before it, with the same "defer".
import "./times.js";
import "./live.js";
import "./palette.js";
import "./keys.js";
import "./toasts.js";
import "./copy.js";
import "./theme.js";
import "./bell.js";

// On a phone the settings are a strip: show where one is. Not with scrollIntoView: the first Tab
// would go on from there and pass by the skip link.
const strip = document.querySelector(".settings__pages");
const here = strip?.querySelector("[aria-current]");
if (here) {
  strip.scrollLeft = here.offsetLeft - strip.offsetLeft - (strip.clientWidth - here.offsetWidth) / 2;
  if (here.offsetTop > strip.parentElement.clientHeight) strip.parentElement.scrollTop = here.offsetTop;
}

// A form that came back: where to go on.
document.querySelector("main :is(.cond--wrong select, [aria-invalid='true'])")?.focus();
