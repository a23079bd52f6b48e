// A reply that was written while somebody else answered asks before it goes. The form says which
// message was the newest when the writing began; the server compares.
const form = document.getElementById("composer");
const text = form.querySelector("textarea");
const thread = document.getElementById("thread");
const seen = document.createElement("input");
seen.type = "hidden";
seen.name = "seen";
form.append(seen);

const newest = () =>
  Math.max(0, ...[...thread.querySelectorAll("li[id^='m-']")].map((item) => Number(item.id.slice(2))));

function see(id = newest()) {
  seen.value = String(id);
}

const panel = () => form.querySelector(".crossing");

function put(html, button) {
  panel()?.remove();
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelector(".crossing");
  const look = fresh.querySelector("[data-crossing-look]");
  fresh.querySelector("[data-crossing-send]").addEventListener("click", () => {
    see(fresh.dataset.seen); // whoever wrote after that is asked about again
    fresh.remove();
    form.requestSubmit(button?.isConnected ? button : form.querySelector("[data-send]"));
  });
  look.addEventListener("click", () => {
    see(fresh.dataset.seen);
    fresh.remove();
    document.getElementById(`m-${fresh.dataset.seen}`)?.scrollIntoView({ block: "center" });
    text.focus();
  });
  form.querySelector(".composer__foot").before(fresh);
  form.toggleAttribute("data-open", true); // on a phone
  setTimeout(() => look.focus());
}

let sentWith = "";
form.addEventListener("submit", () => { sentWith = seen.value; }, true);
form.addEventListener("composer:crossed", (event) => {
  seen.value = sentWith; // the emptied box looked idle; only an answer to the question moves it
  put(event.detail.html, event.detail.button);
});
form.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !panel()?.contains(event.target)) return;
  event.stopPropagation();
  panel().querySelector("[data-crossing-look]").click();
});
// With nothing written, what the thread shows has been seen.
const idle = () => !text.value.trim() && see();
new MutationObserver(idle).observe(document.querySelector(".ticket__scroll"), { childList: true, subtree: true });
for (const name of ["composer:sent", "clew:sent"]) {
  document.addEventListener(name, () => {
    panel()?.remove();
    see();
  });
}
see();
