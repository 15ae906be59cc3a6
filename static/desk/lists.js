// A list's screen: finding stories while typing, and keys. Without script, Find sends the form and Add adds.

const form = document.querySelector("#recommendationlist_form");
const field = document.querySelector("[data-find]");
const place = document.querySelector("[data-found]");
const says = document.getElementById("desk-says");

if (field && place) {
  let timer = null;
  let asked = "";
  field.form.querySelector('[name="verb"][value="find"]').hidden = true;

  const find = async () => {
    const words = field.value.trim();
    if (words === asked) return;
    asked = words;
    const url = new URL(field.dataset.find, location.href);
    url.searchParams.set("q", words);
    const response = await fetch(url, { credentials: "same-origin" });
    // Answers may come in another order than the questions.
    if (!response.ok || words !== field.value.trim()) return;
    place.innerHTML = await response.text();
    const found = place.querySelectorAll("li").length;
    says.textContent = words ? `${found} found` : "";
  };

  // What is typed to find a story is nothing that could be left unsaved.
  field.addEventListener("input", (event) => {
    event.stopPropagation();
    clearTimeout(timer);
    timer = setTimeout(find, 250);
  });
  field.addEventListener("change", (event) => event.stopPropagation());
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      clearTimeout(timer);
      find();
    } else if (event.key === "ArrowDown") {
      place.querySelector("button")?.focus();
    } else if (event.key === "Escape" && field.value) {
      event.preventDefault();
      field.value = "";
      find();
    }
  });
}

function isTyping(target) {
  return target.closest("input, textarea, select, [contenteditable]");
}

// Single keys only outside fields, and only while they are switched on.
document.addEventListener("keydown", (event) => {
  if (!form || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (document.querySelector('[data-shortcuts][aria-pressed="false"]')) return;
  const row = event.target.closest(".item");
  if (event.key === "a" && field) {
    event.preventDefault();
    field.focus();
  } else if (event.key === "e" && row) {
    event.preventDefault();
    const edit = row.querySelector("details.edit");
    edit.open = true;
    edit.querySelector("input, textarea")?.focus();
  } else if (event.key === "Delete" && row) {
    const remove = row.querySelector("[data-remove]");
    if (remove) {
      event.preventDefault();
      form.requestSubmit(remove);
    }
  }
});
