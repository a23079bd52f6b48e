// The tokens' colours as a canvas takes them, and when they change.
const probe = document.createElement("i");
probe.hidden = true;

/** What var(name) is where ``element`` stands: light-dark() and var() inside it are resolved. */
export function colour(element, name) {
  probe.style.color = `var(${name})`;
  element.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

export function font(element) {
  const style = getComputedStyle(element);
  probe.style.fontSize = "var(--type-2xs)";
  element.append(probe);
  const size = getComputedStyle(probe).fontSize;
  probe.remove();
  return `${size} ${style.fontFamily}`;
}

export function onThemeChange(run) {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", run);
  new MutationObserver(run).observe(document.documentElement, { attributeFilter: ["data-theme"] });
}
