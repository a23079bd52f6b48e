// The palette's door: it opens at once, and what it can do is loaded when somebody opens it.
import { remember } from "./recent.js";

const palette = document.getElementById("palette");
let opener = null;

export function openPalette(text = "") {
  if (!palette || palette.matches(":popover-open")) return;
  if (typeof text === "string" && text) palette.querySelector("input").value = text;
  palette.showPopover();
}

palette?.addEventListener("beforetoggle", (event) => {
  if (event.newState === "open") opener = document.activeElement;
});
palette?.addEventListener("toggle", async (event) => {
  if (event.newState === "open") {
    palette.querySelector("input").select();
    (await import("./palettebox.js")).opened(opener);
  }
});
remember();
