// Practice: what one types is kept in this browser until the server has it; the clock runs along.
(() => {
  const SHEETS = "form.sheet";
  const RETRY = [2, 4, 8, 15, 30];
  const NOT_SAVED = "Not saved, retrying: your text is kept in this browser";
  const SAYS = { 300: "5 minutes left.", 60: "1 minute left.", 0: "The time is up. Nothing is lost: go on, or log the attempt." };

  const textOf = (form) => form.querySelector("textarea[name=text]");
  const field = (form, name) => form.querySelector(`input[name=${name}]`);
  const sheetOf = (element) => element?.closest?.(SHEETS);
  const status = (text) => (document.getElementById("status").textContent = text);

  // What is known of each open form: the text that the server has, and what is under way.
  const open = new WeakMap();
  const known = (form) => {
    if (!open.has(form)) open.set(form, { saved: form.querySelector("[data-unsaved]") ? null : textOf(form).defaultValue, sent: null, sequence: 1, failed: 0, fresh: false });
    return open.get(form);
  };
  const isDirty = (form) => textOf(form).value !== known(form).saved;

  // The browser's own copy, by person, page and purpose.
  const nameOf = (form) => `prep:${field(form, "owner").value}:${form.getAttribute("action")}`;
  const copy = (form) => {
    try {
      if (isDirty(form)) localStorage.setItem(nameOf(form), JSON.stringify({ text: textOf(form).value, version: field(form, "version").value }));
      else localStorage.removeItem(nameOf(form));
    } catch {
      // A full or closed store: the server's copy is the one that is left.
    }
  };
  const copied = (form) => {
    try {
      return JSON.parse(localStorage.getItem(nameOf(form)));
    } catch {
      return null;
    }
  };

  const say = (form, text) => {
    const line = form.querySelector(".saved p");
    if (line) line.textContent = text;
  };

  const zone = () => {
    try {
      return Intl.DateTimeFormat().resolvedOptions().timeZone;
    } catch {
      return "";
    }
  };

  // Once for each form: take up what the server never got.
  const begin = (form) => {
    const state = known(form);
    if (state.begun) return;
    state.begun = true;
    form.dataset.live = "";
    field(form, "zone").value = zone();
    const kept = copied(form);
    if (!kept || kept.text === state.saved) return copy(form);
    textOf(form).value = kept.text;
    field(form, "version").value = kept.version;
    htmx.trigger(form, "save");
  };
  const beginAll = () => document.querySelectorAll(SHEETS).forEach(begin);

  document.addEventListener("input", ({ target }) => {
    const form = sheetOf(target);
    if (form && target.name === "text") copy(form);
  });

  // Each request says how new it is, so that an older one that arrives late changes nothing.
  document.addEventListener("htmx:configRequest", (event) => {
    const { detail } = event;
    const form = sheetOf(detail.elt);
    if (!form || detail.verb !== "post") return;
    // Between two texts one chooses first; and what was logged a moment ago is no draft any more.
    if (detail.elt === form && (form.querySelector("[data-unsaved]") || !isDirty(form))) event.preventDefault();
    const state = known(form);
    detail.formData.set("sequence", ++state.sequence);
    state.sent = textOf(form).value;
  });

  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    // Not detail.elt: where the answer has replaced the button, that is something above both forms.
    const form = sheetOf(detail.requestConfig.elt);
    // Not detail.successful: htmx leaves that open where the answer leads elsewhere, as after logging.
    if (!form || !(detail.xhr.status >= 200 && detail.xhr.status < 300) || detail.requestConfig.verb !== "post") return;
    const state = known(form);
    state.saved = detail.requestConfig.formData.get("text");
    state.failed = 0;
    state.fresh = false;
    copy(form);
  });

  const retry = (form) => {
    const state = known(form);
    say(form, NOT_SAVED);
    clearTimeout(state.timer);
    state.timer = setTimeout(() => form.isConnected && htmx.trigger(form, "save"), 1000 * RETRY[Math.min(state.failed++, RETRY.length - 1)]);
  };
  const failed = ({ detail }) => {
    const form = sheetOf(detail.elt);
    if (form) retry(form);
  };
  document.addEventListener("htmx:sendError", failed);
  document.addEventListener("htmx:timeout", failed);
  document.addEventListener("htmx:responseError", ({ detail }) => {
    const form = sheetOf(detail.elt);
    if (!form) return;
    const state = known(form);
    say(form, "Not saved: your text is kept in this browser");
    if (detail.xhr.status >= 500) retry(form);
    // Signing in elsewhere makes new tokens: take one, and try once more.
    if (detail.xhr.status !== 403 || state.fresh) return;
    state.fresh = true;
    htmx.ajax("GET", form.dataset.page, { target: "#session", swap: "outerHTML", source: "#session" }).then(() => {
      const token = field(document.getElementById("answer-form"), "csrfmiddlewaretoken")?.value;
      if (!token) return;
      field(form, "csrfmiddlewaretoken").value = token;
      htmx.trigger(form, "save");
    });
  });
  addEventListener("online", () => document.querySelectorAll(SHEETS).forEach((form) => isDirty(form) && htmx.trigger(form, "save")));

  // On leaving there is no time to wait for an answer: what was sent stays kept until it is confirmed.
  const leave = (form) => {
    if (!isDirty(form)) return;
    copy(form);
    const data = new FormData(form);
    data.set("sequence", ++known(form).sequence);
    navigator.sendBeacon(form.getAttribute("action"), data);
  };
  const leaveAll = () => document.querySelectorAll(SHEETS).forEach(leave);
  addEventListener("pagehide", leaveAll);
  document.addEventListener("visibilitychange", () => {
    document.querySelectorAll(SHEETS).forEach((form) => isDirty(form) && htmx.trigger(form, "save"));
  });

  // What is typed while an answer is on its way stays, whatever the answer brings.
  let typing = null;
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const form = detail.target.querySelector?.(SHEETS);
    typing = null;
    if (!form) return;
    const answers = sheetOf(detail.requestConfig.elt) === form;
    if (!answers) return leave(form);
    if (detail.xhr.status === 409 && textOf(form).value !== known(form).sent) typing = textOf(form).value;
  });
  document.addEventListener("htmx:afterSettle", ({ detail }) => {
    beginAll();
    clocks();
    if (detail.target.id !== "practice") return;
    const text = document.getElementById("answer-text");
    if (typing !== null) {
      text.value = typing;
      typing = null;
      copy(text.form);
    }
    (document.querySelector(".conflict h2") ?? text)?.focus({ preventScroll: detail.xhr.status !== 409 });
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("#use-outline");
    if (!button) return;
    event.preventDefault();
    const text = textOf(button.form);
    text.focus();
    text.setRangeText((text.value.trim() ? "\n\n" : "") + button.dataset.scaffold, text.selectionEnd, text.selectionEnd, "start");
    text.dispatchEvent(new Event("input", { bubbles: true }));
  });
  document.addEventListener("keydown", (event) => {
    const form = sheetOf(event.target);
    if (!form || event.key !== "s" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    htmx.trigger(form, "save");
  });

  // The clock: the server says what is left, the page counts from there.
  let ticking = null;
  const clocks = () => {
    const timer = document.getElementById("timer");
    if (!timer || timer === ticking?.timer) return;
    clearInterval(ticking?.interval);
    ticking = { timer };
    if (!("running" in timer.dataset)) return;
    const end = performance.now() + 1000 * Number(timer.dataset.left);
    let before = Number(timer.dataset.left);
    const tick = () => {
      const left = Math.round((end - performance.now()) / 1000);
      const shown = Math.abs(left);
      timer.querySelector(".clock").textContent = `${left < 0 ? "+" : ""}${String(Math.floor(shown / 60)).padStart(2, "0")}:${String(shown % 60).padStart(2, "0")}`;
      timer.classList.toggle("over", left <= 0);
      for (const [at, words] of Object.entries(SAYS)) if (before > at && left <= at) status(words);
      before = left;
    };
    tick();
    ticking.interval = setInterval(tick, 1000);
  };

  document.addEventListener("DOMContentLoaded", () => {
    beginAll();
    clocks();
  });
})();
