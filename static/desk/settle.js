// The page with two texts: says how many clashes are settled, and copies one's own text.

const form = document.querySelector("[data-settle]");
const clashes = [...form.querySelectorAll("fieldset.clash")];

function count() {
  const settled = clashes.filter((clash) => clash.querySelector('input[type="radio"]:checked')).length;
  form.querySelector("[data-settled]").textContent = `${settled} of ${clashes.length} settled`;
}

form.addEventListener("change", count);
count();

const copy = form.querySelector("[data-copy-mine]");
if (navigator.clipboard) copy.hidden = false;
// Without what is told to screen readers alone.
function words(part) {
  const bare = part.cloneNode(true);
  bare.querySelectorAll(".visually-hidden").forEach((told) => told.remove());
  return bare.textContent;
}

copy.addEventListener("click", async () => {
  const mine = [...form.querySelectorAll("[data-mine]")].map((part) => `${part.dataset.mine}\n${words(part)}`);
  await navigator.clipboard.writeText(mine.join("\n\n"));
  document.getElementById("desk-says").textContent = "Your text is copied.";
  copy.textContent = "Copied";
});
