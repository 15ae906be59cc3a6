// A list's screen: finding stories while typing, and keys. Without script, Find sends the form and Add adds.

const form = document.querySelector("#recommendationlist_form");
const field = document.querySelector("[data-find]");
const place = document.querySelector("[data-found]");
const says = document.getElementById("desk-says");

if (field && place) {
  let timer = null;
  let asked = "";
  let answer = null; // to what was asked last
  field.form.querySelector('[name="verb"][value="find"]').hidden = true;

  const find = () => {
    clearTimeout(timer);
    const words = field.value.trim();
    if (words !== asked) {
      asked = words;
      answer = ask(words).catch(() => (asked = "")); // no connection: it may be asked again
    }
    return answer;
  };

  const ask = async (words) => {
    const url = new URL(field.dataset.find, location.href);
    url.searchParams.set("q", words);
    const response = await fetch(url, { credentials: "same-origin" });
    const html = await response.text();
    // Answers may come in another order than the questions.
    if (!response.ok || words !== field.value.trim()) return;
    place.innerHTML = html;
    const found = place.querySelectorAll("li").length;
    if (words) says.textContent = `${found} found`; // an emptied field is no news, and something else may have been said
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
      find();
    } else if (event.key === "ArrowDown") {
      // What is found for fewer letters gives way to what is found for all: the focus would go with it.
      event.preventDefault();
      find()?.then(() => place.querySelector("button")?.focus());
    } else if (event.key === "Escape" && field.value) {
      event.preventDefault();
      field.value = "";
      find();
    }
  });
}

// An own word given up: what is saved is an empty field.
function showFollow() {
  for (const button of document.querySelectorAll("[data-follow]")) {
    button.hidden = !document.getElementById(button.dataset.follow).value;
  }
}
showFollow();
document.addEventListener("input", showFollow);
document.addEventListener("desk:fresh", showFollow);
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-follow]");
  if (!button) return;
  const own = document.getElementById(button.dataset.follow);
  own.value = "";
  own.focus();
  own.dispatchEvent(new Event("input", { bubbles: true }));
});

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
