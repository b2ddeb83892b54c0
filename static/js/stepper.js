// Steps through the rounds with the arrow keys, and moves focus to the heading of a new round.
(() => {
  const TYPING = "input, textarea, select, summary, [contenteditable], [role=slider]";
  const STEPS = { ArrowLeft: "previous", ArrowRight: "next" };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (!(event.key in STEPS) || event.target.closest(TYPING)) return;
    const link = document.querySelector(`#stepper a[id=${STEPS[event.key]}]`);
    if (!link) return;
    event.preventDefault();
    link.click();
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target?.id !== "stepper") return;
    document.getElementById("round-heading").focus({ preventScroll: true });
  });
})();
