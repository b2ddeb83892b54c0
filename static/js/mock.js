// Setting up a mock: the sum of what is chosen, as one chooses.
(() => {
  const form = document.getElementById("mock-form");
  if (!form) return;
  try {
    form.elements.zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone;
  } catch {
    // Without one the server says the times in UTC.
  }
  const [sum, hint] = document.getElementById("sum").children;
  const limit = Number(form.dataset.minutes);
  const add = () => {
    const chosen = [...form.querySelectorAll("input[name=questions]:checked")];
    const minutes = chosen.reduce((all, box) => all + Number(box.dataset.minutes), 0);
    sum.textContent = minutes;
    hint.textContent = minutes > limit ? `more than the round has: the clock stays at ${limit}` : "";
  };
  form.addEventListener("change", add);
  // Coming back, the browser ticks what was ticked.
  addEventListener("pageshow", add);
})();
