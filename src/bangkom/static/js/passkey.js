// Passkeys: the browser makes or shows one, the form carries it to the server. Without scripts there are codes.

const form = document.querySelector("[data-passkey]");
const button = form.querySelector("[data-passkey-go]");
const trouble = (name) => {
  for (const box of form.querySelectorAll("[data-passkey-trouble]")) box.hidden = box.dataset.passkeyTrouble !== name;
};

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const named = (list) => (list || []).map((each) => ({ ...each, id: bytes(each.id) }));

// What the server sent, with bytes where the browser wants bytes.
function asked() {
  const { publicKey } = JSON.parse(form.dataset.options);
  publicKey.challenge = bytes(publicKey.challenge);
  if (publicKey.user) publicKey.user = { ...publicKey.user, id: bytes(publicKey.user.id) };
  if (publicKey.excludeCredentials) publicKey.excludeCredentials = named(publicKey.excludeCredentials);
  if (publicKey.allowCredentials) publicKey.allowCredentials = named(publicKey.allowCredentials);
  return { publicKey };
}

// What the browser made, as text.
function told(credential) {
  const { response } = credential;
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const answer = {};
  for (const part of parts) if (response[part]) answer[part] = text(response[part]);
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: answer,
  });
}

// An address of bare figures has no name that a passkey could belong to.
const able = window.PublicKeyCredential && window.isSecureContext && !/^[\d.]+$|^\[/.test(location.hostname);
button.hidden = !able;
trouble(able ? "" : "unable");

button.addEventListener("click", async () => {
  trouble("");
  button.disabled = true;
  try {
    const credentials = navigator.credentials;
    const made = form.dataset.passkey === "create" ? await credentials.create(asked()) : await credentials.get(asked());
    form.querySelector("[name=credential]").value = told(made);
    form.submit();
  } catch {
    button.disabled = false;
    trouble("refused");
  }
});
