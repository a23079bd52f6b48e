// Quoting: the marked words of a message, or all of it, as "> …" in what is being written.
import { register } from "../clew/keys.js";

const KEPT = { STRONG: "**", B: "**", EM: "_", I: "_", CODE: "`" };

function words(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.data.replace(/\s+/g, " ");
  if (node.nodeName === "BR") return "\n";
  if (node.nodeName === "IMG") return `[${node.alt}]`;
  if (node.nodeName === "PRE") return `\`\`\`\n${node.textContent.trimEnd()}\n\`\`\`\n\n`;
  const inner = [...node.childNodes].map(words).join("");
  if (node.nodeName === "LI") return `- ${inner.trim()}\n`;
  if (KEPT[node.nodeName]) return KEPT[node.nodeName] + inner + KEPT[node.nodeName];
  return /^(P|UL|OL|BLOCKQUOTE|TABLE|H[1-6]|DIV)$/.test(node.nodeName) ? `${inner.trim()}\n\n` : inner;
}

function quoted(text) {
  const lines = text.replace(/\n{3,}/g, "\n\n").trim().split("\n");
  return `${lines.map((line) => `> ${line.trim() ? line : ""}`.trimEnd()).join("\n")}\n\n`;
}

/** What is marked within one message, else nothing. */
function marked(item) {
  const selection = getSelection();
  if (selection.isCollapsed || !selection.rangeCount) return "";
  const range = selection.getRangeAt(0);
  const holder = range.commonAncestorContainer;
  const body = (holder.nodeType === Node.ELEMENT_NODE ? holder : holder.parentElement).closest(".msg__body");
  if (!body || (item && !item.contains(body))) return "";
  return words(range.cloneContents());
}

export function quoting(composer) {
  const quote = (item) => {
    const chosen = marked(item ?? undefined);
    const body = item?.querySelector(".msg__body");
    if (!chosen && !body) return;
    const text = quoted(chosen || words(body));
    composer.write(composer.kind);
    composer.insertBlock(text);
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-quote], [data-quote-of]");
    if (!button) return;
    button.closest("[popover]")?.hidePopover();
    quote(button.closest("li[id]") ?? document.getElementById(button.dataset.quoteOf));
  });
  register("Ticket", "q", "Quote", () => {
    const all = document.querySelectorAll("#thread li:has(.msg[data-kind=customer])");
    quote(marked() ? null : (document.activeElement.closest?.("#thread > li") ?? all[all.length - 1]));
  });
}
