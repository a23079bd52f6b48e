// One way to send a change: with the CSRF token, and with every failure as a sentence.
const token = () => JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];

/** `fields` is an object (lists repeat the name) or FormData. Never rejects. */
export async function post(url, fields) {
  const body = fields instanceof FormData ? fields : new FormData();
  if (body !== fields) {
    for (const [name, value] of Object.entries(fields)) {
      for (const each of [value].flat()) body.append(name, each);
    }
  }
  try {
    const headers = { "HX-Request": "true", "X-CSRFToken": token() };
    const answer = await fetch(url, { method: "POST", body, headers });
    return understood(answer, await answer.text());
  } catch {
    return { ok: false, status: 0, text: "There is no connection. Try again when you are online." };
  }
}

function understood(answer, text) {
  const { ok, status } = answer;
  if (ok) {
    const said = answer.headers.get("X-Clew-Toast");
    return { ok, status, text, toast: said && JSON.parse(said), location: answer.headers.get("X-Clew-Location") };
  }
  if (status === 401) return { ok, status, text: "You are signed out. Sign in again." };
  if (status === 404) return { ok, status, text: "This no longer exists. Reload the page." };
  if (status === 409) return { ok, status, text }; // a question, as HTML
  const isSentence = answer.headers.get("Content-Type")?.startsWith("text/plain");
  if (isSentence) return { ok, status, text };
  if (status === 403) return { ok, status, text: "This page is out of date. Reload it." };
  return { ok, status, text: "The server could not do this. Try again." };
}
