// Who else is on this ticket. This tab says every few seconds what it does; the answer says who
// else is here. Nothing is asked while the tab is hidden, and closing it says so.
import { post } from "./requests.js";

const BEAT = 15_000; // ms; the server forgets a tab after 35 seconds
const PAUSE = 8_000; // ms without a key: no longer writing
const SOON = 150; // ms: several reasons to ask at once are one question

const place = document.getElementById("presence");
const composer = document.getElementById("composer"); // none on a closed ticket
const { number } = place.dataset;
const tab = [...crypto.getRandomValues(new Uint8Array(8))]
  .map((byte) => byte.toString(16).padStart(2, "0"))
  .join("");
const token = () => JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
let writing = "";
let said = "";
let greeted = false;
let beat = 0;
let soon = 0;
let pause = 0;

async function say() {
  clearTimeout(soon);
  clearTimeout(beat);
  soon = 0;
  if (document.hidden) return;
  beat = setTimeout(say, BEAT);
  said = writing || "viewing";
  const answer = await post(place.dataset.presence, { tab, doing: said });
  if (!answer.ok) return;
  if (!greeted) document.dispatchEvent(new Event("notifications:read")); // perhaps before the stream listened
  greeted = true;
  const words = answer.text.trim();
  if (place.dataset.shown === words) return; // a live region speaks when it is touched
  place.dataset.shown = words;
  place.innerHTML = words;
}

function saySoon() {
  soon ||= setTimeout(say, SOON);
}

function leave() {
  clearTimeout(beat);
  clearTimeout(soon);
  soon = 0;
  if (!said) return;
  said = "";
  const fields = new FormData();
  fields.append("tab", tab);
  fields.append("doing", "left");
  fields.append("csrfmiddlewaretoken", token());
  navigator.sendBeacon(place.dataset.presence, fields);
}

function writes(what) {
  clearTimeout(pause);
  if (what) pause = setTimeout(() => writes(""), PAUSE);
  if (writing === what) return;
  writing = what;
  saySoon();
}

composer?.addEventListener("input", (event) => {
  if (!event.target.matches("textarea")) return;
  const kind = composer.querySelector("[name=kind]:checked")?.value;
  writes(event.target.value.trim() ? kind : "");
});
for (const name of ["composer:sent", "clew:sent"]) document.addEventListener(name, () => writes(""));
document.addEventListener("visibilitychange", () => (document.hidden ? leave() : say()));
addEventListener("pagehide", leave);
addEventListener("pageshow", (event) => event.persisted && say());
document.addEventListener(`live:ticket/${number}/presence`, saySoon);
document.addEventListener("live:resync", saySoon);
document.addEventListener(`live:notifications/${place.dataset.me}`, saySoon); // seen as it arrives
say();
