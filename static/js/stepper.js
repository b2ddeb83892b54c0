// Steps through the rounds with the arrow keys, and moves focus to the heading of a new round.
(() => {
  const TYPING = "input, textarea, select, summary, [contenteditable], [role=slider]";
  const STEPS = { ArrowLeft: -1, ArrowRight: 1 };
  // The round that is on its way: a second key counts from there.
  let coming = null;

  const current = () => document.querySelector(".loop [aria-current=step]");

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (document.documentElement.dataset.shortcuts === "off") return;
    if (!(event.key in STEPS) || event.target.closest(TYPING)) return;
    const from = coming ?? Number(current().id.slice("loop-".length));
    const link = document.getElementById(`loop-${from + STEPS[event.key]}`);
    if (!link) return;
    event.preventDefault();
    coming = from + STEPS[event.key];
    link.click();
  });

  const arrived = () => {
    coming = null;
  };
  document.addEventListener("htmx:sendError", arrived);
  document.addEventListener("htmx:responseError", arrived);
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target?.id !== "stepper") return;
    arrived();
    document.getElementById("round-heading").focus({ preventScroll: true });
  });
})();
