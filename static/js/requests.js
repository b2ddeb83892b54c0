// Says in the alert region when a request got no answer; what the server answers, it says itself.
(() => {
  const say = (text) => {
    document.getElementById("alert").textContent = text;
  };
  const failed = () =>
    say("The server could not be reached. Nothing is lost: check the connection and try again.");

  document.addEventListener("htmx:sendError", failed);
  document.addEventListener("htmx:timeout", failed);
  document.addEventListener("htmx:beforeRequest", () => say(""));
})();
