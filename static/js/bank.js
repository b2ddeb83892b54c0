// Keys of the bank: "/" goes to the search field, the arrows move through the results.
(() => {
  const TYPING = "input, textarea, select, [contenteditable]";
  const field = () => document.getElementById("q");
  const results = () => [...document.querySelectorAll("#rows a.prompt")];

  const move = (event, step) => {
    const links = results();
    const from = links.indexOf(document.activeElement);
    if (from < 0 && document.activeElement !== field()) return;
    event.preventDefault();
    if (from + step < 0) field().focus();
    else links[Math.min(from + step, links.length - 1)]?.focus();
  };

  // Where the text was changed by a link, the field follows; while one types, it is left alone.
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target?.id !== "results" || document.activeElement === field()) return;
    field().value = document.getElementById("results").dataset.text;
  });

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
    if (document.documentElement.dataset.shortcuts === "off") return;
    if (event.key === "/" && !event.target.closest(TYPING)) {
      event.preventDefault();
      field().focus();
      field().select();
    } else if (event.key === "ArrowDown") move(event, 1);
    else if (event.key === "ArrowUp") move(event, -1);
  });
})();
