// Requests of this page: every failure comes back as a sentence, if it can with its place.
const token = () => JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
const OFFLINE = "There is no connection. Your query is kept; try again when you are online.";

/** Never rejects: {ok, data?, problem?: {message, hint, line, column, length}}. */
export async function ask(url, fields = null, { raw = false, keepalive = false } = {}) {
  const body = fields && new FormData();
  for (const [name, value] of Object.entries(fields ?? {})) body.append(name, typeof value === "string" ? value : JSON.stringify(value));
  try {
    const headers = { "HX-Request": "true", ...(fields && { "X-CSRFToken": token() }) };
    const answer = await fetch(url, { method: fields ? "POST" : "GET", body, headers, keepalive });
    if (answer.ok) return { ok: true, data: raw ? await answer.blob() : await answer.json() };
    return { ok: false, status: answer.status, problem: await problemOf(answer) };
  } catch {
    return { ok: false, status: 0, problem: { message: OFFLINE } };
  }
}

async function problemOf(answer) {
  const type = answer.headers.get("Content-Type") ?? "";
  if (type.startsWith("application/json")) return answer.json();
  if (type.startsWith("text/plain")) return { message: await answer.text() };
  const words = {
    401: "You are signed out. Sign in again in another tab; your query is kept here.",
    403: "This page is out of date. Reload it; your query is kept.",
    404: "This no longer exists.",
    413: "This query is too long to be sent.",
  };
  return { message: words[answer.status] ?? "The server could not do this. Your query is kept; try again." };
}

/** A version 4 UUID, also where the page is not served over https. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = bytes[6] & 0x0f | 0x40;
  bytes[8] = bytes[8] & 0x3f | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
