// Weighing the parts of health: sliders and their shares, a preview that follows, saving with undo.
import { say } from "../clew/toasts.js";
import { carry, tell, tellCarried } from "../workspace/undo.js";
import { post } from "../workspace/requests.js";

const form = document.getElementById("health-form");
const preview = document.getElementById("health-preview");
const parts = [...document.querySelectorAll("[data-part]")];
const again = () => location.reload();

/** Whole per cent that make up 100 together, as the server rounds them. */
function shares(weights) {
  const total = weights.reduce((sum, each) => sum + each, 0);
  if (!total) return weights.map(() => 0);
  const found = weights.map((each) => Math.floor((each * 100) / total));
  const order = weights.map((each, at) => [(each * 100) % total, at]).sort(([a, i], [b, j]) => b - a || i - j);
  const rest = 100 - found.reduce((sum, each) => sum + each, 0);
  for (const [, at] of order.slice(0, rest)) found[at] += 1;
  return found;
}

function draw() {
  const weights = parts.map((part) => Math.min(100, Math.max(0, Math.trunc(Number(part.querySelector("[data-weight]").value) || 0))));
  const found = shares(weights);
  for (const [at, part] of parts.entries()) {
    part.toggleAttribute("data-off", !weights[at]);
    part.querySelector("[data-share]").textContent = weights[at] ? `${found[at]}%` : "Off";
    const slider = part.querySelector("[data-slider]");
    slider.value = weights[at];
    slider.style.setProperty("--value", weights[at]);
  }
}

let asked = 0;
let timer = 0;
async function look() {
  const mine = ++asked;
  preview.setAttribute("aria-busy", "true");
  const answer = await post(form.dataset.preview, new FormData(form));
  if (mine !== asked) return;
  preview.removeAttribute("aria-busy");
  if (answer.ok) preview.innerHTML = answer.text;
}

async function save(button) {
  const answer = await post(button?.getAttribute("formaction") ?? location.pathname, new FormData(form));
  if (!answer.ok) return say(`Not saved. ${answer.text}`, { tone: "error" });
  carry(answer.toast);
  return again();
}

if (form) {
  draw();
  document.addEventListener("input", (event) => {
    if (event.target.form !== form && !form.contains(event.target)) return;
    if (event.target.matches("[data-slider]")) event.target.closest("[data-part]").querySelector("[data-weight]").value = event.target.value;
    draw();
    clearTimeout(timer);
    timer = setTimeout(look, 250);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    save(event.submitter);
  });
}

document.addEventListener("change", async (event) => {
  const use = event.target.closest?.("[data-health-use]");
  if (!use) return;
  const answer = await post(use.action, { on: event.target.checked ? "1" : "" });
  if (answer.ok) return tell(answer.toast, { undone: again });
  event.target.checked = !event.target.checked;
  return say(`Not saved. ${answer.text}`, { tone: "error" });
});
tellCarried({ undone: again });
