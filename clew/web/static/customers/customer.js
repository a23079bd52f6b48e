// One customer's page: tabs, opening a row, finding a property, news.
import { register } from "../clew/keys.js";
import "./fragments.js";

const LOOK = 15_000; // ms between looks for new events
const feed = document.getElementById("feed");
const tabs = document.querySelector("[data-tabs]");

// Tabs swap the feed; the one last asked for is the current one.
tabs?.addEventListener("click", (event) => {
  const tab = event.target.closest("a");
  if (!tab || event.metaKey || event.ctrlKey) return;
  for (const other of tabs.querySelectorAll("a")) other.removeAttribute("aria-current");
  tab.setAttribute("aria-current", "true");
  tab.scrollIntoView({ inline: "nearest", block: "nearest" });
  const label = tab.firstChild.textContent.trim();
  feed.dataset.fragment = label === "All" ? "The timeline" : label;
  document.getElementById("customer").scrollTo({ top: Math.min(document.getElementById("customer").scrollTop, document.getElementById("timeline").offsetTop) });
});

tabs?.querySelector("[aria-current]")?.scrollIntoView({ inline: "nearest", block: "nearest" });

// A row asks for its content when it is opened first.
document.addEventListener("toggle", (event) => {
  const details = event.target;
  if (!(details instanceof HTMLDetailsElement) || !details.matches("[data-detail]") || !details.open) return;
  const detail = details.querySelector(".detail");
  if (detail) htmx.trigger(detail, "open");
}, true);

// Find a property: by name or value, in the list under the field.
document.addEventListener("input", (event) => {
  if (!event.target.matches?.("[data-find]")) return;
  const wanted = event.target.value.trim().toLowerCase();
  const list = event.target.closest(".input-group").nextElementSibling;
  let found = 0;
  for (const row of list.children) {
    row.hidden = wanted !== "" && !row.textContent.toLowerCase().includes(wanted);
    if (!row.hidden) found += 1;
  }
  list.nextElementSibling.hidden = found > 0;
});

// The next page comes by itself where the timeline ends the page; where the details stand below
// it (on a phone), only when asked: else nobody could scroll to them.
const page = document.getElementById("customer");
const narrow = () => page.querySelector("aside").offsetTop > page.querySelector(".tl").offsetTop;
const reached = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting || narrow()) continue;
    reached.unobserve(target);
    htmx.trigger(target, "again");
  }
}, { root: page, rootMargin: "400px" });

document.addEventListener("htmx:load", (event) => {
  const loaded = event.detail.elt;
  for (const next of loaded.matches("[data-next]") ? [loaded] : loaded.querySelectorAll("[data-next]")) reached.observe(next);
});
document.addEventListener("click", (event) => {
  const next = event.target.closest("[data-next]");
  if (next && event.target.closest("button") && !next.querySelector(".failed")) htmx.trigger(next, "again");
});

// New events wait behind a button; nothing moves under the cursor.
setInterval(() => {
  const newer = document.querySelector("[data-newer]");
  if (newer && !document.hidden) htmx.trigger(newer, "look");
}, LOOK);

function step(by) {
  const rows = [...feed.querySelectorAll("details[data-detail] > summary, .tl__line > a")];
  if (!rows.length) return;
  const at = rows.indexOf(document.activeElement);
  const next = rows[Math.max(0, Math.min(rows.length - 1, at + by))];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

register("Timeline", "j", "Next row", () => step(1));
register("Timeline", "k", "Previous row", () => step(-1));
register("Timeline", ".", "Show new events", () => document.querySelector("[data-newer] button")?.click());
