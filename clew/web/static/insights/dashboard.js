// The dashboard: charts are drawn as their parts come; controls ask for the page anew.
import "../customers/fragments.js";
import { register } from "../clew/keys.js";

const form = document.querySelector("[data-dashboard-form]");
const charts = () => import("../charts/chart.js"); // only where a chart stands

// What is as usual stays out of the address.
form?.addEventListener("change", () => {
  const asked = new URLSearchParams(new FormData(form));
  const before = new URLSearchParams(location.search);
  if (asked.get("days") !== (before.get("days") ?? "30")) asked.delete("by"); // each period has its own
  location.assign(`${form.action}?${asked}`);
});

document.addEventListener("htmx:afterSettle", async (event) => {
  const place = event.detail.target;
  if (place?.querySelector?.("figure[data-chart]")) (await charts()).drawAll(place);
  if (place?.querySelector?.("[data-events-form]")) (await import("./events.js")).edit(place);
});

const parts = () => [...document.querySelectorAll("#dashboard figure[data-chart]")];
register("Dashboard", "t", "Charts as tables, and back", () => {
  const shown = parts().some((figure) => "table" in figure.dataset);
  for (const figure of parts()) {
    if ("table" in figure.dataset === shown) figure.querySelector("[data-chart-table]")?.click();
  }
});
