// Switches the keyboard shortcuts of every page on and off; the choice is kept in this browser.
(() => {
  const button = document.getElementById("shortcuts");
  const root = document.documentElement;

  const show = (state) => {
    root.dataset.shortcuts = state;
    button.textContent = `Keyboard shortcuts: ${state}`;
  };
  const stored = () => {
    try {
      return localStorage.getItem("shortcuts");
    } catch {
      return null;
    }
  };

  show(stored() === "off" ? "off" : "on");
  document.addEventListener("click", (event) => {
    if (event.target.id !== "shortcuts") return;
    const state = root.dataset.shortcuts === "off" ? "on" : "off";
    show(state);
    try {
      localStorage.setItem("shortcuts", state);
    } catch {
      // A browser that keeps nothing: the choice holds for this page.
    }
  });
})();
