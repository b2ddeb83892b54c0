// Says in the alert region why a request changed nothing: the server's own line, or that none came.
(() => {
  const say = (text) => {
    document.getElementById("alert").textContent = text;
  };
  const unreachable = () =>
    say("The server could not be reached. Nothing is lost: check the connection and try again.");

  document.addEventListener("htmx:sendError", unreachable);
  document.addEventListener("htmx:timeout", unreachable);
  document.addEventListener("htmx:responseError", ({ detail: { xhr } }) => {
    const ours = xhr.getResponseHeader("Content-Type")?.startsWith("text/plain");
    say(ours ? xhr.responseText : `The server answered with an error (${xhr.status}). Try again in a moment.`);
  });
  document.addEventListener("htmx:beforeRequest", () => say(""));
})();
