// Brings a newer conversation in without moving what is read, open or typed.

/** Adds and replaces messages by id; leaves equal ones alone, so the log speaks only the news. */
export function mergeThread(current, fresh) {
  const known = new Map([...current.children].map((item) => [item.id || item, item]));
  const wanted = new Set();
  let before = null;
  for (const item of [...fresh.children]) {
    wanted.add(item.id);
    const old = known.get(item.id);
    if (!old) {
      item.dataset.fresh = "";
      insertAfter(current, before, item);
      before = item;
    } else if (old.dataset.rev === item.dataset.rev || isWrittenIn(old)) {
      before = old;
    } else {
      keepOpen(old, item);
      const focused = old.contains(document.activeElement);
      old.remove();
      insertAfter(current, before, item); // a reply stands where it left, not where it was held
      if (focused) (item.querySelector("[data-more]") ?? document.getElementById("message"))?.focus();
      before = item;
    }
    globalThis.htmx?.process(before);
  }
  for (const [id, item] of known) if (!wanted.has(id) && !item.matches(".pending")) item.remove();
}

/** An answer with nothing but new messages: they stand below the others. */
export function addToThread(current, fresh) {
  for (const item of [...fresh.children]) {
    const old = document.getElementById(item.id);
    if (old?.dataset.rev === item.dataset.rev) continue; // a live update was quicker
    old?.remove();
    item.dataset.fresh = "";
    current.insertBefore(item, current.querySelector(":scope > .pending"));
    globalThis.htmx?.process(item);
  }
}

function isWrittenIn(item) {
  return item.contains(document.activeElement) && document.activeElement.matches("input, textarea");
}

function insertAfter(parent, sibling, item) {
  if (sibling) sibling.after(item);
  else parent.prepend(item);
}

function keepOpen(old, item) {
  const details = [...item.querySelectorAll("details")];
  [...old.querySelectorAll("details")].forEach((was, index) => {
    if (details[index]) details[index].open = was.open;
  });
}

/** The head is swapped unless somebody is in it: an open menu, a subject being written. */
export function replaceHead(current, fresh) {
  const focused = current.contains(document.activeElement) && document.activeElement;
  const inUse = focused && focused.matches("input, textarea");
  if (inUse || current.querySelector(":popover-open")) return;
  if (current.dataset.rev === fresh.dataset.rev) return;
  current.replaceWith(fresh);
  globalThis.htmx?.process(fresh);
  if (focused) fresh.querySelector(sameControl(focused))?.focus();
}

/** The button that opened a menu; a tag that is gone leaves the focus to the one that adds tags. */
function sameControl(focused) {
  return `[popovertarget="${focused.getAttribute("popovertarget") ?? "tag-menu"}"]`;
}
