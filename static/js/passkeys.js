// Asks the browser for a passkey, or to make one, and sends the form with what it answers.
(() => {
  const say = (text) => {
    document.getElementById("alert").textContent = text;
  };
  const ABLE = window.PublicKeyCredential?.parseRequestOptionsFromJSON && PublicKeyCredential.parseCreationOptionsFromJSON;

  // The page holds what the server asks for, or the form's address tells it.
  const asked = async (form) => {
    const held = document.getElementById("passkey-data");
    if (held) return JSON.parse(held.textContent);
    const response = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!response.ok) throw new Error(`status ${response.status}`);
    return response.json();
  };

  const create = ({ creation_options: { publicKey } }, form) => {
    const alone = form.elements.passwordless.checked;
    const selection = { ...publicKey.authenticatorSelection, requireResidentKey: alone };
    selection.residentKey = alone ? "required" : "discouraged";
    if (alone) selection.userVerification = "required";
    const wanted = { ...publicKey, authenticatorSelection: selection };
    return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(wanted) });
  };
  const get = ({ request_options: { publicKey } }) =>
    navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey) });

  const told = (error) => {
    if (error.name === "InvalidStateError") return "This device has a passkey for your account already.";
    if (error.name === "SecurityError") return "Passkeys work at this server's own address only, not at another name or number for it.";
    if (error.name === "NotAllowedError") return "No passkey was used: it was cancelled, or took too long. Try again.";
    return "Passkeys can't be used at the moment. Nothing was changed: try again in a minute.";
  };

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.dataset.passkey) return;
    event.preventDefault();
    say("");
    if (!ABLE) {
      say("This browser can't use passkeys here. A newer one can.");
      return;
    }
    try {
      const options = await asked(form);
      const credential = await (form.dataset.passkey === "create" ? create(options, form) : get(options));
      form.elements.credential.value = JSON.stringify(credential);
      form.submit();
    } catch (error) {
      say(told(error));
    }
  });
})();
