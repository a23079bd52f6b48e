// Parts of a page that load by themselves. One that fails says so in its own place.
function region(element) {
  const target = element.getAttribute("hx-target");
  const shown = target && target !== "this" ? document.querySelector(target) : element;
  return shown?.closest("[data-fragment]") ?? shown;
}

function failed(event) {
  const asked = event.detail.elt;
  const place = asked instanceof Element ? region(asked) : null;
  const template = document.getElementById("fragment-failed");
  if (!place?.dataset.fragment || !template) return;
  const note = template.content.cloneNode(true);
  note.querySelector("[data-what]").textContent = place.dataset.fragment;
  note.querySelector("button").addEventListener("click", (click) => {
    click.stopPropagation();
    htmx.trigger(asked, "again");
  });
  event.stopPropagation(); // the place itself says it; no toast as well
  place.removeAttribute("aria-busy");
  if (place.matches("tr")) { // a row keeps its cells
    place.firstElementChild.replaceChildren(note);
  } else {
    place.replaceChildren(note);
  }
}

for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, failed, true);
}
document.addEventListener("htmx:beforeRequest", (event) => {
  const place = event.detail.elt instanceof Element ? region(event.detail.elt) : null;
  if (place?.dataset.fragment) place.setAttribute("aria-busy", "true");
});
document.addEventListener("htmx:afterSwap", (event) => event.detail.target?.removeAttribute?.("aria-busy"));
