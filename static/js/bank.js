// The bank while one types, filters and reads: no text is lost, focus stays, and keys move through it.
(() => {
  const TYPING = "input, textarea, select, [contenteditable]";
  const field = () => document.getElementById("q");
  const results = () => document.getElementById("results");
  const isResults = (event) => event.detail.target?.id === "results";

  // Links were rendered with the text of the last answer: what was typed since goes along.
  document.addEventListener("htmx:configRequest", (event) => {
    const { elt, formData } = event.detail;
    if (elt.id === "search-form" && !formData.get("q")) formData.delete("q");
    if (!elt.closest("#results") || elt.hasAttribute("data-clears-text")) return;
    const url = new URL(event.detail.path, location.origin);
    if (field().value.trim()) url.searchParams.set("q", field().value);
    else url.searchParams.delete("q");
    event.detail.path = url.pathname + url.search;
  });

  // What a swap would otherwise forget.
  let before = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!isResults(event)) return;
    before = {
      focused: results().contains(document.activeElement),
      open: document.getElementById("narrow")?.open,
      text: results().dataset.text,
    };
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (!isResults(event) || !before) return;
    const narrow = document.getElementById("narrow");
    if (narrow) narrow.open = before.open;
    // A field that nobody typed in since follows the answer.
    if (field().value === before.text) field().value = results().dataset.text;
    if (before.focused && document.activeElement === document.body) {
      document.getElementById("count")?.focus({ preventScroll: true });
    }
    before = null;
  });

  const move = (event, step) => {
    const links = [...document.querySelectorAll("#rows a.prompt")];
    const from = links.indexOf(document.activeElement);
    if (from < 0 && document.activeElement !== field()) return;
    event.preventDefault();
    if (from + step < 0) field().focus();
    else links[Math.min(from + step, links.length - 1)]?.focus();
  };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || !field()) return;
    if (document.documentElement.dataset.shortcuts === "off") return;
    if (event.key === "/" && !event.target.closest(TYPING)) {
      event.preventDefault();
      field().focus();
      field().select();
    } else if (event.key === "ArrowDown" && !event.shiftKey) move(event, 1);
    else if (event.key === "ArrowUp" && !event.shiftKey) move(event, -1);
  });
})();
