// Talks to Clew: a capture key and the session's secret in headers, never a cookie.

class Problem extends Error {
  constructor(message, status = 0, fields = {}) {
    super(message);
    this.status = status;
    this.fields = fields;
  }
}

const address = (path) => `${settings.host}/widget/api/${path}`;

function identity() {
  const named = settings.identity;
  if (named && named.distinct_id) return { ...named, anonymous: false };
  return { ...named, distinct_id: sdkDistinctId(), anonymous: sdkIsAnonymous() };
}

// A wrong hash must not pass for the same person's session, so it is part of the name.
const sessionName = ({ distinct_id, hash, plan }) =>
  `${distinct_id} ${hash ? `${hash} ${plan || ""}` : ""}`;

function currentSession() {
  const session = record("session", true);
  return session && session.id === sessionName(identity()) ? session : null;
}

async function request(method, path, body, secret) {
  const headers = { "X-Clew-Key": settings.key };
  if (secret) headers["X-Clew-Session"] = secret;
  if (body) headers["Content-Type"] = "application/json";
  let response;
  try {
    response = await fetch(address(path), {
      method,
      headers,
      body: body && JSON.stringify(body),
      credentials: "omit",
    });
  } catch {
    throw new Problem("No connection to support. What you wrote is kept: try again.");
  }
  const data = await response.json().catch(() => ({}));
  if (response.ok) return data;
  throw problemOf(response.status, data);
}

function problemOf(status, data) {
  const detail = data.detail || "Support did not accept this. What you wrote is kept: try again.";
  return new Problem(detail, status, data.errors);
}

let starting = null;
function session() {
  const current = currentSession();
  if (current) return Promise.resolve(current);
  starting ||= startSession().finally(() => (starting = null));
  return starting;
}

// What somebody wrote before signing in stays theirs; a named person's session never moves on.
async function startSession() {
  const who = identity();
  const before = record("session", true);
  const previous = before && before.anonymous ? before.secret : "";
  const { distinct_id, hash, name, email, plan, plan_hash } = who;
  const said = { distinct_id, hash, name, email, plan, plan_hash };
  const answer = await request("POST", "session", said, previous);
  const made = {
    id: sessionName(who),
    secret: answer.session,
    anonymous: who.anonymous,
    verified: answer.verified,
  };
  keep("session", made, true);
  return made;
}

async function api(method, path, body) {
  try {
    return await request(method, path, body, (await session()).secret);
  } catch (problem) {
    if (problem.status !== 401 || !currentSession()) throw problem;
    keep("session", null, true);
    return request(method, path, body, (await session()).secret);
  }
}

// XMLHttpRequest, because fetch cannot tell how far an upload is.
async function upload(file, onProgress, begun) {
  const { secret } = await session();
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    xhr.open("POST", address("attachments"));
    xhr.setRequestHeader("X-Clew-Key", settings.key);
    xhr.setRequestHeader("X-Clew-Session", secret);
    xhr.responseType = "json";
    xhr.upload.onprogress = (event) => event.total && onProgress(event.loaded / event.total);
    xhr.onerror = () => reject(new Problem("Not uploaded: no connection."));
    xhr.onload = () => {
      if (xhr.status < 300) resolve(xhr.response);
      else reject(problemOf(xhr.status, xhr.response || {}));
    };
    const form = new FormData();
    form.append("file", file, file.name);
    begun(xhr);
    xhr.send(form);
  });
}
