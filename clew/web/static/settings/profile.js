// The profile page: the time in the chosen zone, free days, a picture that is sent when chosen.
const zone = document.querySelector("[data-zone]");
const there = document.querySelector("[data-zone-time]");

function tellTime() {
  try {
    const options = { timeZone: zone.value.trim().replaceAll(" ", "_"), hour: "2-digit", minute: "2-digit", weekday: "short", hourCycle: "h23" };
    there.textContent = `It is ${new Intl.DateTimeFormat("en-GB", options).format()} there now.`;
  } catch {
    there.textContent = "Choose a zone of the list, such as Europe/Oslo.";
  }
}
if (zone) {
  zone.addEventListener("input", tellTime);
  setInterval(tellTime, 15_000);
  tellTime();
}

const days = [...document.querySelectorAll(".hours__day")];
function freeDay(day) {
  const [start, end] = day.querySelectorAll("input");
  day.toggleAttribute("data-free", !start.value && !end.value);
}
for (const day of days) {
  day.addEventListener("input", () => freeDay(day));
  freeDay(day);
}

document.querySelector("[data-copy-hours]")?.addEventListener("click", () => {
  const [start, end] = days[0].querySelectorAll("input");
  for (const day of days.slice(1, 5)) {
    const [from, to] = day.querySelectorAll("input");
    from.value = start.value;
    to.value = end.value;
    freeDay(day);
  }
});

const file = document.querySelector("[data-picture]");
file?.addEventListener("change", () => file.files.length && file.form.requestSubmit());
