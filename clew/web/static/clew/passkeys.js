// Passkeys without inline scripts. A form says what it does:
//   data-passkey="login"   fetch options from the form's address, then ask for any passkey
//   data-passkey="get"     ask for one of the known keys; options in #<data-options>
//   data-passkey="create"  add one; "passwordless" in the form makes it a passkey
const fromBase64 = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const toBase64 = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

function decoded(options) {
  const key = structuredClone(options.publicKey);
  key.challenge = fromBase64(key.challenge);
  if (key.user) key.user.id = fromBase64(key.user.id);
  for (const list of [key.allowCredentials, key.excludeCredentials])
    for (const item of list ?? []) item.id = fromBase64(item.id);
  return key;
}

function encoded(credential) {
  const { response } = credential;
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const answer = {};
  for (const part of parts) if (response[part]) answer[part] = toBase64(response[part]);
  if (response.getTransports) answer.transports = response.getTransports();
  return JSON.stringify({
    id: credential.id, rawId: toBase64(credential.rawId), type: credential.type, response: answer,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

const stored = (form) => JSON.parse(document.getElementById(form.dataset.options).textContent);

const ceremonies = {
  async login(form) {
    const answer = await fetch(form.action, { headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const { request_options: options } = await answer.json();
    return navigator.credentials.get({ publicKey: decoded(options) });
  },
  get: (form) => navigator.credentials.get({ publicKey: decoded(stored(form)) }),
  create(form) {
    const options = decoded(stored(form));
    const passwordless = form.elements.passwordless?.checked ?? false;
    options.authenticatorSelection = {
      ...options.authenticatorSelection,
      residentKey: passwordless ? "required" : "discouraged",
      requireResidentKey: passwordless,
      ...(passwordless && { userVerification: "required" }),
    };
    return navigator.credentials.create({ publicKey: options });
  },
};

function explain(error) {
  if (error.name === "NotAllowedError") return "Cancelled, or it took too long. Try again.";
  if (error.name === "InvalidStateError") return "This device or key is added already.";
  if (error.name === "SecurityError") return "Passkeys need https, or localhost, and this address to be a name rather than a number.";
  return "The passkey could not be used. Try again, or use your password.";
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const problem = form.querySelector("[data-passkey-error]");
    const button = event.submitter ?? form.querySelector("button");
    problem.hidden = true;
    button.setAttribute("aria-busy", "true");
    try {
      if (!window.PublicKeyCredential) throw new DOMException("", "SecurityError");
      form.elements.credential.value = encoded(await ceremonies[form.dataset.passkey](form));
      form.submit();
    } catch (error) {
      problem.textContent = explain(error);
      problem.hidden = false;
      button.removeAttribute("aria-busy");
    }
  });
}
