// What needs a script beside a story: copying its address and printing it. Both stay hidden without one.
const copy = document.querySelector("[data-copy]");
const print = document.querySelector("[data-print]");

if (copy && navigator.clipboard) {
  const said = document.querySelector("[data-copied]");
  copy.closest("li").hidden = false;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(copy.dataset.copy);
    said.textContent = "Link copied.";
  });
}

if (print) {
  print.closest("li").hidden = false;
  print.addEventListener("click", () => window.print());
}
