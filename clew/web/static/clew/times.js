// Keeps relative times true while a page stays open. The server wrote the first text.
const MINUTE = 60, HOUR = 3600, DAY = 86400;

const words = {
  short(seconds) {
    if (seconds < MINUTE) return "now";
    if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)}m`;
    if (seconds < DAY) return `${Math.floor(seconds / HOUR)}h`;
    return `${Math.floor(seconds / DAY)}d`;
  },
  long(seconds) {
    if (seconds < MINUTE) return "just now";
    if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} min ago`;
    if (seconds < DAY) return `${Math.floor(seconds / HOUR)} h ago`;
    const days = Math.floor(seconds / DAY);
    return `${days} day${days > 1 ? "s" : ""} ago`;
  },
};

function refresh() {
  if (document.hidden) return;
  for (const time of document.querySelectorAll("time[data-ago]")) {
    const seconds = (Date.now() - Date.parse(time.dateTime)) / 1000;
    if (seconds < 0 || seconds >= 7 * DAY) continue; // the server's date stays
    const text = words[time.dataset.ago](seconds);
    if (time.textContent !== text) time.textContent = text;
  }
}

setInterval(refresh, 30_000);
document.addEventListener("visibilitychange", refresh);
