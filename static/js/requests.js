// What every page wants of htmx beyond its attributes.
(() => {
  const say = (text) => {
    document.getElementById("alert").textContent = text;
  };

  // Why a request changed nothing: the server's own line, or that no answer came.
  const unreachable = ({ detail: { elt } }) =>
    // What saves by itself says so beside the text, and tries again.
    elt.matches("form.sheet") ||
    say("The server could not be reached. Nothing is lost: check the connection and try again.");
  document.addEventListener("htmx:sendError", unreachable);
  document.addEventListener("htmx:timeout", unreachable);
  document.addEventListener("htmx:responseError", ({ detail: { xhr } }) => {
    const ours = xhr.getResponseHeader("Content-Type")?.startsWith("text/plain");
    say(ours ? xhr.responseText : `The server answered with an error (${xhr.status}). Try again in a moment.`);
  });
  document.addEventListener("htmx:beforeRequest", () => say(""));

  // A link that one wants in another tab or window is the browser's, not htmx's.
  document.addEventListener(
    "click",
    (event) => {
      const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
      if (elsewhere && event.target.closest("a[hx-get]")) event.stopPropagation();
    },
    true,
  );

  // Signing in comes back to where one is now, which may be another address than the page came with.
  document.addEventListener("htmx:pushedIntoHistory", () => {
    const link = document.getElementById("sign-in");
    if (link) link.search = new URLSearchParams({ next: location.pathname + location.search });
  });

  // Back and Forward load the page anew, so that a failure shows as the browser shows it.
  document.addEventListener("htmx:historyCacheMiss", (event) => {
    event.preventDefault();
    location.reload();
  });
})();
