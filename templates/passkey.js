// Asks an authenticator to sign what a form is about, and sends its answer with the form. Whether it is right, the server judges. Where this does
// not run, the button stays off and the page says what else there is.
"use strict";
for (const form of document.querySelectorAll("form[data-sign]")) {
  const button = form.querySelector("button"), said = form.querySelector("[role=alert]");
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const keys = (ids) => ids.map((id) => ({type: "public-key", id: bytes(id)}));
  const words = {
    NotAllowedError: "没有完成验证：已取消、已超时，或这台设备上没有您的通行密钥。请重试，或改用其他方式",
    InvalidStateError: "这个验证器里已有您的通行密钥，不必重复登记",
    SecurityError: "通行密钥只能在登记时的网址上使用，请从本系统的正式网址进入",
  };
  let busy = false;

  const carry = (name, buffer) => {
    const field = form.elements.namedItem(name);
    field.value = buffer ? text(buffer) : "";
  };

  // make has a key made, and answers its id.
  async function make(o) {
    const made = await navigator.credentials.create({publicKey: {
      rp: {id: o.site, name: "防贫保"}, challenge: bytes(o.challenge), attestation: "none",
      user: {id: bytes(o.holder), name: o.login, displayName: o.person}, excludeCredentials: keys(o.had),
      pubKeyCredParams: o.algorithms.map((alg) => ({type: "public-key", alg})),
      authenticatorSelection: {residentKey: "required", requireResidentKey: true, userVerification: "required"},
    }});
    carry("make-client", made.response.clientDataJSON);
    carry("make-data", made.response.getAuthenticatorData());
    return text(made.rawId);
  }

  async function sign(o) {
    const signed = await navigator.credentials.get({publicKey: {
      rpId: o.site, challenge: bytes(o.challenge), allowCredentials: keys(o.keys), userVerification: "required",
    }});
    carry("key-id", signed.rawId);
    carry("key-holder", signed.response.userHandle);
    carry("key-client", signed.response.clientDataJSON);
    carry("key-data", signed.response.authenticatorData);
    carry("key-signature", signed.response.signature);
  }

  form.addEventListener("submit", async (e) => {
    e.preventDefault();
    if (busy) return;
    busy = true;
    said.hidden = true;
    try {
      const o = JSON.parse(form.dataset.sign);
      if (form.dataset.make) o.keys = [await make(JSON.parse(form.dataset.make))];
      await sign(o);
      form.submit();
    } catch (wrong) {
      said.textContent = words[wrong.name] || "这个浏览器不能使用通行密钥（" + wrong.name + "），请改用其他方式";
      said.hidden = false;
      delete form.dataset.sent;
      busy = false;
    }
  });
  if (window.PublicKeyCredential) button.disabled = false;
}
