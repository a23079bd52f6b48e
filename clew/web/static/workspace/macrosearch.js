// Finding macros by name, folder and text. Every word must be somewhere; letters may be left out.

/** The best first; without words all of them, as they came. */
export function found(macros, words) {
  const wanted = fold(words).split(/\s+/).filter(Boolean);
  if (!wanted.length) return [...macros].sort((one, other) => Number(other.own) - Number(one.own));
  return macros
    .map((macro, place) => ({ macro, place, score: scoreOf(macro, wanted) }))
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score || one.place - other.place)
    .map(({ macro }) => macro);
}

function fold(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

function scoreOf(macro, wanted) {
  const [name, folder, text] = [macro.name, macro.folder, macro.excerpt].map(fold);
  let sum = 0;
  for (const word of wanted) {
    const score = scoreOfWord(word, name, folder, text);
    if (!score) return 0;
    sum += score;
  }
  return sum;
}

function scoreOfWord(word, name, folder, text) {
  if (name.startsWith(word)) return 10;
  if (name.includes(` ${word}`)) return 8;
  if (name.includes(word)) return 6;
  if (folder.includes(word)) return 4;
  if (inOrder(word, name)) return 3;
  return text.includes(word) ? 2 : 0;
}

/** "bgc" is in "bug confirmed". */
function inOrder(word, text) {
  let at = -1;
  return word.length > 1 && [...word].every((letter) => (at = text.indexOf(letter, at + 1)) >= 0);
}
