// The settings frame: arrows walk from the search box through what it found; Enter opens the first.
const box = document.querySelector("[data-settings-search]");
const found = document.getElementById("settings-found");
const links = () => [...found.querySelectorAll("a")];

function walk(event) {
  const all = links();
  if (!all.length || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
  event.preventDefault();
  const at = all.indexOf(document.activeElement);
  const to = event.key === "ArrowDown" ? at + 1 : at - 1;
  if (to < 0) box.focus();
  else all[Math.min(to, all.length - 1)].focus();
}

function clear(event) {
  if (event.key !== "Escape" || !box.value) return;
  event.stopPropagation();
  box.value = "";
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus();
}

for (const part of [box, found]) {
  part?.addEventListener("keydown", walk);
  part?.addEventListener("keydown", clear);
}
box?.form.addEventListener("submit", (event) => {
  event.preventDefault();
  links()[0]?.click();
});

// Where a link of the search leads is shown for a moment, and its field has the focus.
function arrive() {
  const at = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  if (!at) return;
  at.classList.add("arrived");
  at.scrollIntoView({ block: "center" });
  at.querySelector("input:not([type=hidden]), select, textarea, button")?.focus({ preventScroll: true });
}
addEventListener("hashchange", arrive);
// After the browser's own way to the fragment, which takes the focus away.
if (document.readyState === "complete") arrive();
else addEventListener("load", () => setTimeout(arrive));

// On a phone the tabs are wider than the page: the one that is open stands in sight.
document.querySelector(".settings__page > .tabs > [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });

// What a page or a part of it says was done, with its undo, as everywhere else.
const undoing = () => import("../workspace/undo.js");
const again = () => location.reload();
document.addEventListener("htmx:afterRequest", async ({ detail }) => {
  const said = detail.xhr?.getResponseHeader("X-Clew-Toast");
  if (said) (await undoing()).tell(JSON.parse(said), { undone: again });
});
if (sessionStorage.getItem("clew:toast")) undoing().then(({ tellCarried }) => tellCarried({ undone: again }));

for (const name of new Set([...document.querySelectorAll("[data-island]")].map((each) => each.dataset.island))) {
  if (name === "profile") import("./profile.js");
  if (name === "fields") import("./fields.js");
}
