// The bell: how many notifications are unread, in the rail, the phone's tabs and the tab's title.
import { register } from "./keys.js";

const bell = () => document.getElementById("bell");
const me = bell()?.dataset.me;
const title = document.title.replace(/^\(\d+\) /, "");

function show(unread) {
  document.title = unread ? `(${unread}) ${title}` : title;
  for (const count of document.querySelectorAll("[data-bell-count]")) {
    count.hidden = !unread;
    count.firstChild.textContent = unread > 99 ? "99+" : String(unread);
  }
  bell().dataset.unread = String(unread);
  document.dispatchEvent(new CustomEvent("bell", { detail: { unread } }));
}

/** Only after somebody asked for it in the settings; one for all tabs, by its tag. */
function sayOnDesktop({ say, words, sayId, url }) {
  if (!say || globalThis.Notification?.permission !== "granted") return;
  if (document.hasFocus() || localStorage.getItem("clew:said") === sayId) return;
  localStorage.setItem("clew:said", sayId);
  try {
    const shown = new Notification(say, { body: words, tag: `clew-${sayId}`, silent: true });
    shown.addEventListener("click", () => {
      focus();
      location.assign(url);
    });
  } catch { /* phones allow it to installed apps only */ }
}

async function refresh() {
  try {
    const answer = await fetch("/notifications/bell", { headers: { "HX-Request": "true" } });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("bell");
    const before = Number(bell().dataset.unread);
    const now = Number(fresh.dataset.unread);
    show(now);
    if (now >= before) sayOnDesktop(fresh.dataset);
  } catch { /* no connection: the bar says so */ }
}

if (me) {
  register("Go to", "g n", "Notifications", () => location.assign("/notifications"));
  document.addEventListener(`live:notifications/${me}`, refresh);
  document.addEventListener("live:resync", refresh);
  document.addEventListener("live:gap", refresh);
  document.addEventListener("notifications:read", () => Number(bell().dataset.unread) && refresh());
}
