// Practice: what one types is kept in this browser until the server has it; the clock runs along.
(() => {
  const SHEETS = "form.sheet";
  const RETRY = [2, 4, 8, 15, 30];
  const NOT_SAVED = "Not saved, retrying: your text is kept in this browser";
  const SAYS = { 300: "5 minutes left.", 60: "1 minute left.", 0: "The time is up. Nothing is lost: go on, or log the attempt." };

  const sheets = () => document.querySelectorAll(SHEETS);
  const textOf = (form) => form.querySelector("textarea[name=text]");
  const field = (form, name) => form.querySelector(`input[name=${name}]`);
  const sheetOf = (element) => element?.closest?.(SHEETS);
  const status = (text) => (document.getElementById("status").textContent = text);
  const isSaved = (xhr) => xhr.status >= 200 && xhr.status < 300;

  // What is known of each open form: the text that the server has, and how the last request went.
  const open = new WeakMap();
  const known = (form) => {
    if (!open.has(form)) open.set(form, { saved: form.querySelector("[data-unsaved]") ? null : textOf(form).defaultValue, sequence: 1, failures: 0, wrong: false, renewed: false });
    return open.get(form);
  };
  const isDirty = (form) => textOf(form).value !== known(form).saved;
  const save = (form) => htmx.trigger(form, "save");
  const saveAll = () => sheets().forEach((form) => isDirty(form) && save(form));
  const later = (form, seconds) => {
    const state = known(form);
    clearTimeout(state.timer);
    state.timer = setTimeout(() => form.isConnected && save(form), 1000 * seconds);
  };

  // The browser's own copy, by person, page, purpose and tab: two tabs must not write over each other.
  const prefixOf = (form, owner) => `prep:${owner}:${form.getAttribute("action")}:`;
  const nameOf = (form, owner = field(form, "owner").value) => prefixOf(form, owner) + field(form, "writer").value;
  const copy = (form) => {
    try {
      if (isDirty(form)) localStorage.setItem(nameOf(form), JSON.stringify({ text: textOf(form).value, version: field(form, "version").value }));
      else localStorage.removeItem(nameOf(form));
    } catch {
      // A full or closed store: the server's copy is the one that is left.
    }
  };
  const forget = (form, owner) => {
    try {
      localStorage.removeItem(nameOf(form, owner));
    } catch {
      // Nothing was kept.
    }
  };
  // A person's own, or from before they had an account, or were anyone at all.
  const copied = (form) => {
    try {
      const owners = [field(form, "owner").value, ...form.dataset.formerly.split(" "), ""];
      for (const prefix of owners.map((owner) => prefixOf(form, owner))) {
        for (const name of Object.keys(localStorage).filter((one) => one.startsWith(prefix))) {
          const kept = JSON.parse(localStorage.getItem(name));
          localStorage.removeItem(name);
          if (kept.text !== known(form).saved) return kept;
        }
      }
    } catch {
      // A closed store.
    }
    return null;
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
  const begin = (form, answered) => {
    const state = known(form);
    if (state.begun) return;
    state.begun = true;
    form.dataset.live = "";
    field(form, "zone").value = zone();
    // What answers a form shows what became of its text: no copy goes over that.
    const kept = answered ? null : copied(form);
    if (!kept) return copy(form);
    textOf(form).value = kept.text;
    field(form, "version").value = kept.version;
    copy(form);
    save(form);
  };
  const beginAll = (answered) => sheets().forEach((form) => begin(form, answered));

  document.addEventListener("input", ({ target }) => {
    const form = sheetOf(target);
    if (form && target.name === "text") copy(form);
  });

  // Each request says how new it is, so that an older one that arrives late changes nothing.
  document.addEventListener("htmx:configRequest", (event) => {
    const { detail } = event;
    const form = sheetOf(detail.elt);
    if (!form || detail.verb !== "post") return;
    const state = known(form);
    if (detail.elt === form) {
      // Between two texts one chooses first; and what was logged must not become a draft again.
      if (form.querySelector("[data-unsaved]") || (!isDirty(form) && !state.wrong)) return event.preventDefault();
    }
    detail.formData.set("sequence", ++state.sequence);
  });

  // Before htmx acts on an answer, which may lead to another page.
  document.addEventListener("htmx:beforeOnLoad", ({ detail }) => {
    const form = sheetOf(detail.elt);
    if (!form || detail.requestConfig.verb !== "post") return;
    const state = known(form);
    state.wrong = !isSaved(detail.xhr);
    if (state.wrong) return;
    const sent = detail.requestConfig.formData;
    state.saved = sent.get("text");
    if (state.failures) status("Saved");
    state.failures = 0;
    state.renewed = false;
    forget(form, sent.get("owner"));
    copy(form);
    if (isDirty(form)) later(form, 1);
  });

  const retry = (form) => {
    const state = known(form);
    state.wrong = true;
    say(form, NOT_SAVED);
    if (!state.failures) status(NOT_SAVED);
    later(form, RETRY[Math.min(state.failures++, RETRY.length - 1)]);
  };
  const failed = ({ detail }) => {
    const form = sheetOf(detail.elt);
    if (form) retry(form);
  };
  document.addEventListener("htmx:sendError", failed);
  document.addEventListener("htmx:timeout", failed);

  // Signing in makes new tokens: take one for the whole page, and try once more.
  const renew = async (form) => {
    const answer = await fetch(form.dataset.page, { headers: { "HX-Request": "true", "HX-Target": "session" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const token = page.querySelector("input[name=csrfmiddlewaretoken]")?.value;
    if (!token) throw new Error("no token");
    document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((input) => (input.value = token));
    save(form);
  };
  document.addEventListener("htmx:responseError", ({ detail }) => {
    const form = sheetOf(detail.elt);
    if (!form) return;
    const state = known(form);
    say(form, "Not saved: your text is kept in this browser");
    if (detail.xhr.status >= 500) retry(form);
    if (detail.xhr.status !== 403 || state.renewed) return;
    state.renewed = true;
    document.getElementById("alert").textContent = "";
    renew(form).catch(() => retry(form));
  });
  addEventListener("online", saveAll);
  // Coming back, perhaps from signing in elsewhere, or going where the page may be ended.
  addEventListener("focus", saveAll);
  document.addEventListener("visibilitychange", saveAll);

  // One request at a time: two first ones at once would each make a guest, and one be forgotten.
  let underWay = null;
  let leaving = null;
  const isUnderWay = () => leaving || (underWay && underWay.readyState > 0 && underWay.readyState < 4);
  document.addEventListener("htmx:beforeSend", ({ detail }) => {
    if (detail.requestConfig.verb === "post") underWay = detail.xhr;
  });
  document.addEventListener("htmx:confirm", (event) => {
    if (!leaving || event.detail.verb !== "post") return;
    event.preventDefault();
    leaving.then(() => event.detail.issueRequest(true));
  });

  // On leaving there is no time to wait for an answer: what was sent stays kept until it is confirmed.
  const last = (form) => {
    const data = new FormData(form);
    data.set("sequence", ++known(form).sequence);
    return data;
  };
  addEventListener("pagehide", () => {
    let alone = !isUnderWay();
    for (const form of [...sheets()].filter(isDirty)) {
      copy(form);
      if (!alone && !field(form, "owner").value) continue;
      alone = false;
      navigator.sendBeacon(form.getAttribute("action"), last(form));
    }
  });
  // The page stays, its form goes: the answer is waited for, but shown nowhere.
  const leave = (form) => {
    if (!isDirty(form)) return;
    copy(form);
    const body = last(form);
    const headers = { "HX-Request": "true", "HX-Target": form.getAttribute("hx-target").slice(1) };
    const send = () => fetch(form.getAttribute("action"), { method: "POST", body, headers, keepalive: true, signal: AbortSignal.timeout(20000) });
    const before = isUnderWay() && !leaving ? new Promise((over) => underWay.addEventListener("loadend", over)) : leaving;
    const done = Promise.resolve(before)
      .then(send)
      .then((answer) => answer.ok && forget(form, body.get("owner")))
      .catch(() => {})
      .then(() => {
        if (leaving === done) leaving = null;
      });
    leaving = done;
  };
  // What Back brings from the browser's memory may be older than what is saved, or another's.
  addEventListener("pageshow", ({ persisted }) => persisted && sheets().length && location.reload());

  // What is typed while an answer is on its way stays, whatever the answer brings.
  let typing = null;
  let inside = "";
  let answered = false;
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const { target, requestConfig, xhr } = detail;
    const asker = sheetOf(requestConfig.elt);
    // The answer to a form that is gone.
    if (asker && !asker.isConnected) detail.shouldSwap = false;
    if (!detail.shouldSwap) return;
    inside = target.contains(document.activeElement) ? target.id : "";
    for (const form of sheets()) {
      if (!target.contains(form)) continue;
      if (form !== asker) {
        leave(form);
        continue;
      }
      const now = textOf(form).value;
      const sent = requestConfig.formData.get("text");
      if (now !== sent) typing = { now, sent };
      // The form that comes keeps a copy of its own.
      answered = true;
      forget(form);
    }
  });
  // The text of an answer, with what was typed since it was asked for.
  const typeOn = (form, conflict) => {
    const text = textOf(form);
    const { now, sent } = typing;
    if (conflict) text.value = now;
    else if (text.value.endsWith(sent)) text.value = text.value.slice(0, text.value.length - sent.length) + now;
    copy(form);
    if (isDirty(form)) save(form);
  };
  document.addEventListener("htmx:afterSettle", ({ detail }) => {
    beginAll(answered);
    answered = false;
    clocks();
    const place = document.getElementById(detail.target.id);
    const form = [...sheets()].find((one) => place?.contains(one));
    if (form) {
      const conflict = detail.xhr.status === 409;
      if (typing) typeOn(form, conflict);
      typing = null;
      (form.querySelector(".conflict h2") ?? textOf(form)).focus({ preventScroll: !conflict });
    } else if (inside && document.activeElement === document.body) {
      // The button that was pressed is gone: focus goes to what stands in its place.
      (place?.querySelector("button, a[href]") ?? document.getElementById("answer-text"))?.focus();
    }
    inside = "";
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
    save(form);
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
    beginAll(false);
    clocks();
  });
})();
