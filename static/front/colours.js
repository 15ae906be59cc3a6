// Light, dark or as the reader's machine says. Runs before the first paint, so that a saved choice does not flash.
// The choice stays in this browser: localStorage, no cookie, nothing sent.
(() => {
  const key = "colours";
  const root = document.documentElement;

  const saved = () => {
    try {
      return localStorage.getItem(key) ?? "auto";
    } catch {
      return "auto"; // storage may be forbidden
    }
  };

  const show = (choice) => {
    if (choice === "light" || choice === "dark") root.dataset.colours = choice;
    else delete root.dataset.colours;
    for (const button of document.querySelectorAll("[data-choose-colours]")) {
      button.setAttribute("aria-pressed", String(button.dataset.chooseColours === choice));
    }
  };

  const save = (choice) => {
    try {
      if (choice === "auto") localStorage.removeItem(key);
      else localStorage.setItem(key, choice);
    } catch {
      // then it holds for this page only
    }
    show(choice);
  };

  show(saved());
  document.addEventListener("DOMContentLoaded", () => {
    for (const group of document.querySelectorAll("[data-colours-switch]")) group.hidden = false;
    show(saved());
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-choose-colours]");
    if (button) save(button.dataset.chooseColours);
  });
  addEventListener("storage", (event) => event.key === key && show(saved()));
})();
