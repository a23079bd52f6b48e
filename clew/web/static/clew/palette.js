// The palette's door: it opens at once, and what it can do is loaded when somebody opens it.
import { remember } from "./recent.js";

const palette = document.getElementById("palette");
let opener = null;
let entered = false;
let left = ""; // in the field, from last time

export function openPalette(text = "") {
  if (!palette || palette.matches(":popover-open")) return;
  if (typeof text === "string" && text) palette.querySelector("input").value = text;
  palette.showPopover();
  palette.querySelector("input").select();
}

palette?.addEventListener("beforetoggle", (event) => {
  if (event.newState !== "open") return;
  opener = document.activeElement;
  entered = false;
  left = palette.querySelector("input").value;
});
palette?.addEventListener("toggle", async (event) => {
  if (event.newState === "open") {
    // The event comes late: what was typed since stays.
    const field = palette.querySelector("input");
    if (left && field.value === left) field.select();
    (await import("./palettebox.js")).opened(opener, entered);
  }
});
// Enter may come before what knows what to do with it.
palette?.querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault();
  entered = true;
});
remember();
