// What every page runs. htmx is loaded before it, with the same "defer".
import "./times.js";
import "./live.js";
import "./palette.js";
import "./keys.js";
import "./toasts.js";
import "./copy.js";
import "./theme.js";
import "./bell.js";

// On a phone the settings are a strip: show where one is.
document.querySelector(".settings__nav [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
