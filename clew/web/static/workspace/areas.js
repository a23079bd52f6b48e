// The menu of product areas asks for its list when it is first opened.
const FAILED = "The areas did not load. Close this and open it again.";

async function fill(menu, place) {
  try {
    const answer = await fetch(place.dataset.areas, { headers: { "HX-Request": "true" } });
    if (!answer.ok) throw new Error(String(answer.status));
    place.innerHTML = await answer.text();
    place.removeAttribute("data-areas");
    if (menu.matches(":popover-open")) (place.querySelector('[aria-pressed="true"]') ?? place.querySelector("button"))?.focus();
  } catch {
    place.textContent = FAILED;
  }
}

document.addEventListener("toggle", (event) => {
  if (event.target.id !== "area-menu" || event.newState !== "open") return;
  const place = event.target.querySelector("[data-areas]");
  if (place) fill(event.target, place);
}, true);
