// Markdown by buttons and keys. What it writes can be undone with the browser's own undo.
const apple = /Mac|iPhone|iPad/.test(navigator.platform);
const KEYS = { b: "bold", i: "italic", e: "code", k: "link", "shift+e": "block", "shift+8": "list", "shift+*": "list", "shift+9": "quote", "shift+(": "quote" };
const SHOWN = { bold: "B", italic: "I", code: "E", block: "⇧E", list: "⇧8", quote: "⇧9" };

export function insert(text, words, from = text.selectionStart, to = text.selectionEnd) {
  text.focus();
  text.setSelectionRange(from, to);
  // Keeps the undo history, which setting the value would not.
  const done = words ? document.execCommand("insertText", false, words) : document.execCommand("delete");
  if (done) return;
  text.setRangeText(words, from, to, "end");
  text.dispatchEvent(new Event("input", { bubbles: true }));
}

function around(text, mark) {
  const { selectionStart: from, selectionEnd: to, value } = text;
  const chosen = value.slice(from, to);
  const isMarked = value.slice(from - mark.length, from) === mark && value.slice(to, to + mark.length) === mark;
  if (isMarked) {
    insert(text, chosen, from - mark.length, to + mark.length);
    text.setSelectionRange(from - mark.length, to - mark.length);
    return;
  }
  insert(text, `${mark}${chosen}${mark}`);
  text.setSelectionRange(from + mark.length, to + mark.length);
}

function lines(text, sign) {
  const { selectionStart, selectionEnd, value } = text;
  const from = value.lastIndexOf("\n", selectionStart - 1) + 1;
  const end = value.indexOf("\n", selectionEnd);
  const to = end < 0 ? value.length : end;
  const all = value.slice(from, to).split("\n");
  const off = all.every((line) => line.startsWith(sign));
  const changed = all.map((line) => (off ? line.slice(sign.length) : sign + line)).join("\n");
  insert(text, changed, from, to);
}

function block(text) {
  const { selectionStart: from, selectionEnd: to, value } = text;
  const before = from && value[from - 1] !== "\n" ? "\n" : "";
  insert(text, `${before}\`\`\`\n${value.slice(from, to)}\n\`\`\`\n`);
  const caret = from + before.length + 3; // where the language goes
  text.setSelectionRange(caret, caret);
}

function link(text) {
  const { selectionStart: from, selectionEnd: to, value } = text;
  const chosen = value.slice(from, to);
  const isAddress = /^https?:\/\/\S+$/.test(chosen);
  insert(text, isAddress ? `[](${chosen})` : `[${chosen}](https://)`);
  if (isAddress) text.setSelectionRange(from + 1, from + 1);
  else text.setSelectionRange(from + chosen.length + 3, from + chosen.length + 11);
}

const WAYS = {
  bold: (text) => around(text, "**"),
  italic: (text) => around(text, "_"),
  code: (text) => around(text, "`"),
  block,
  link,
  list: (text) => lines(text, "- "),
  quote: (text) => lines(text, "> "),
};

export function toolbar(form, text) {
  const bar = form.querySelector("[role=toolbar]");
  const buttons = [...bar.querySelectorAll("button")];
  const visible = () => buttons.filter((button) => button.offsetParent);
  buttons.forEach((button, index) => {
    button.tabIndex = index ? -1 : 0;
    const { format } = button.dataset;
    if (!format) return;
    const key = SHOWN[format];
    const name = button.getAttribute("aria-label");
    button.title = key ? `${name} (${apple ? "⌘" : "Ctrl+"}${key})` : name;
    button.addEventListener("click", () => WAYS[format](text));
  });
  bar.addEventListener("keydown", (event) => {
    const all = visible();
    const at = all.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = all.at(to >= all.length ? 0 : to);
    for (const button of buttons) button.tabIndex = button === next ? 0 : -1;
    next.focus();
  });
  text.addEventListener("keydown", (event) => {
    if (!(apple ? event.metaKey : event.ctrlKey) || event.altKey) return;
    const key = `${event.shiftKey ? "shift+" : ""}${event.key.toLowerCase()}`;
    const digit = event.shiftKey && event.code.startsWith("Digit") ? `shift+${event.code.slice(5)}` : key;
    // ⌘K is search everywhere; with something chosen in the text it is a link.
    if (key === "k" && text.selectionStart === text.selectionEnd) return;
    const way = WAYS[KEYS[key] ?? KEYS[digit]];
    if (!way) return;
    event.preventDefault();
    event.stopPropagation();
    way(text);
  });
}
