// Steps through the rounds with the arrow keys, and moves focus to the heading of a new round.
(() => {
  const TYPING = "input, textarea, select, summary, [contenteditable], [role=slider]";
  const STEPS = { ArrowLeft: -1, ArrowRight: 1 };
  // Keys that come while a round is on its way count from where they lead, and wait for it.
  let wanted = null;
  let underWay = false;

  const current = () => Number(document.querySelector(".loop [aria-current=step]").id.slice("loop-".length));
  const linkTo = (number) => document.getElementById(`loop-${number}`);
  const isStepper = (event) => event.detail.target?.id === "stepper";

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (document.documentElement.dataset.shortcuts === "off") return;
    if (!(event.key in STEPS) || event.target.closest(TYPING)) return;
    const number = (wanted ?? current()) + STEPS[event.key];
    if (!linkTo(number)) return;
    event.preventDefault();
    wanted = number;
    if (!underWay) linkTo(number).click();
  });

  document.addEventListener("htmx:beforeRequest", (event) => {
    underWay ||= isStepper(event);
  });
  const failed = () => {
    underWay = false;
    wanted = null;
  };
  document.addEventListener("htmx:sendError", failed);
  document.addEventListener("htmx:responseError", failed);
  document.addEventListener("htmx:afterSettle", (event) => {
    if (!isStepper(event)) return;
    underWay = false;
    if (wanted !== null && wanted !== current()) linkTo(wanted)?.click();
    else {
      wanted = null;
      document.getElementById("round-heading").focus({ preventScroll: true });
    }
  });
})();
