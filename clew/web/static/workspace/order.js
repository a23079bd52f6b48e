// The order the list was read in: "next" stays next, even when answering moves a ticket up.
const keyOf = (view) => `clew:order:${view}`;

export function remember(view, numbers) {
  sessionStorage.setItem(keyOf(view), JSON.stringify(numbers));
}

/** {place, of, before, after} of a ticket in the remembered order, or null. */
export function placeOf(view, number) {
  const numbers = JSON.parse(sessionStorage.getItem(keyOf(view)) ?? "[]");
  const at = numbers.indexOf(String(number));
  if (at < 0) return null;
  return { place: at + 1, of: numbers.length, before: numbers[at - 1], after: numbers[at + 1] };
}
