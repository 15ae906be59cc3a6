// "63 of 150" beside a field's label: <span class="counter" data-counts="id_headline">. From 90 % on it warns.

function show(counter) {
  const field = document.getElementById(counter.dataset.counts);
  if (!field) return;
  const limit = Number(counter.dataset.limit || field.getAttribute("maxlength"));
  const used = [...field.value].length;
  const left = limit - used;
  counter.textContent = left < 0 ? `${-left} too many` : used >= limit * 0.9 ? `${left} left` : `${used} of ${limit}`;
  counter.classList.toggle("near", left >= 0 && used >= limit * 0.9);
  counter.classList.toggle("over", left < 0);
}

function showAll() {
  for (const counter of document.querySelectorAll("[data-counts]")) show(counter);
}

document.addEventListener("input", (event) => {
  for (const counter of document.querySelectorAll(`[data-counts="${CSS.escape(event.target.id)}"]`)) show(counter);
});
document.addEventListener("desk:drawn", showAll);
showAll();
