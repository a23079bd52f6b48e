// What this browser looked at and looked for lately, for the empty palette. It leaves at sign-out.
const TICKETS = "clew:tickets";
const SEARCHES = "clew:searches";
const KEPT = 6;

function read(name) {
  try {
    const kept = JSON.parse(localStorage.getItem(name) ?? "[]");
    return Array.isArray(kept) ? kept : [];
  } catch {
    return [];
  }
}

function keep(name, item, same) {
  try {
    const others = read(name).filter((each) => !same(each));
    localStorage.setItem(name, JSON.stringify([item, ...others].slice(0, KEPT)));
  } catch {
    // Without storage nothing is remembered.
  }
}

/** The ticket of this page, if it is one. */
export function remember() {
  const number = document.querySelector(".ticket[data-ticket]")?.dataset.ticket;
  const subject = document.querySelector("#head h1")?.textContent.trim();
  if (number && subject) keep(TICKETS, { number, subject }, (each) => each.number === number);
}

export function rememberSearch(text) {
  const q = text.trim();
  if (q.length > 1) keep(SEARCHES, q, (each) => each === q);
}

export const recentSearches = () => read(SEARCHES).filter((each) => typeof each === "string");
export const recentTickets = () => {
  const here = document.querySelector(".ticket[data-ticket]")?.dataset.ticket;
  return read(TICKETS).filter((each) => each?.number && String(each.number) !== here);
};

document.addEventListener("submit", (event) => {
  if (!event.target.action?.includes("sign-out") && !event.target.action?.includes("logout")) return;
  for (const name of [TICKETS, SEARCHES]) localStorage.removeItem(name);
});
