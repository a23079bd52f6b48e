// The order the list was read in: "next" stays next, even when answering moves a ticket up.
const keyOf = (view) => `clew:order:${view}`;

/** `total` counts also the tickets further down, which are not drawn yet. */
export function remember(view, numbers, total) {
  sessionStorage.setItem(keyOf(view), JSON.stringify({ numbers, total }));
}

/** {place, of, before, after} of a ticket in the remembered order, or null. */
export function placeOf(view, number) {
  const { numbers = [], total = 0 } = JSON.parse(sessionStorage.getItem(keyOf(view)) ?? "{}");
  const at = numbers.indexOf(String(number));
  if (at < 0) return null;
  return { place: at + 1, of: Math.max(total, numbers.length), before: numbers[at - 1], after: numbers[at + 1] };
}
