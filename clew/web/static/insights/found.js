// Errors and LLM traces: filters ask for the list anew; j, k and enter go through it; u goes back.
import "../customers/fragments.js";
import { register } from "../clew/keys.js";

const form = document.querySelector("[data-found-form]");
const list = document.getElementById("insight-list");

// What is as usual stays out of the address.
function ask() {
  const asked = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (value.trim() && value !== form.elements[name].dataset.usual) asked.set(name, value.trim());
  }
  const query = asked.toString();
  location.assign(query ? `${form.action}?${query}` : form.action);
}

form?.addEventListener("submit", (event) => { event.preventDefault(); ask(); });
form?.addEventListener("change", (event) => {
  if (event.target.matches("select, [type=checkbox]")) ask();
});
form?.addEventListener("search", (event) => { if (!event.target.value) ask(); });

const rows = () => [...(list?.querySelectorAll("tr[data-row]") ?? [])];
function move(by) {
  const all = rows();
  if (!all.length) return;
  const at = all.findIndex((row) => "cursor" in row.dataset);
  const next = all[Math.max(0, Math.min(all.length - 1, at + by))];
  for (const row of all) delete row.dataset.cursor;
  next.dataset.cursor = "";
  next.scrollIntoView({ block: "nearest" });
  next.querySelector("a").focus({ preventScroll: true });
}

if (list) {
  register("List", "j", "Next", () => move(1));
  register("List", "k", "Previous", () => move(-1));
  register("List", "arrowdown", "Next", () => move(1));
  register("List", "arrowup", "Previous", () => move(-1));
}
const back = document.querySelector("[data-back]");
if (back) register("Page", "u", "Back to the list", () => back.click());

// A step that is pointed at opens.
function open(id) {
  document.getElementById(id)?.querySelector("details")?.setAttribute("open", "");
}
for (const link of document.querySelectorAll("[data-step]")) link.addEventListener("click", () => open(link.dataset.step));
open(location.hash.slice(1));

const charts = document.querySelectorAll("figure[data-chart]");
if (charts.length) import("../charts/chart.js").then(({ draw }) => charts.forEach((figure) => draw(figure)));
