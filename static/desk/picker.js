// Choosing a picture of the library for a form's field: the picker's page in a dialog. Without script the field is a
// number. Fetched when somebody presses one of its buttons (later.js).

async function load(dialog, url) {
  const response = await fetch(url, { credentials: "same-origin" });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const question = page.querySelector("section.question");
  if (!question) return location.assign(url);
  dialog.replaceChildren(document.importNode(question, true));
  stops(dialog);
  return dialog.querySelector("input[type=search]").focus();
}

// The grid is one tab stop; arrows, Home and End go through it as it is drawn, Enter chooses.
function stops(dialog, current = null) {
  const all = [...dialog.querySelectorAll("[data-pick]")];
  for (const pick of all) pick.tabIndex = pick === (current ?? all[0]) ? 0 : -1;
  return all;
}

function step(dialog, event) {
  const all = stops(dialog, event.target);
  const top = (pick) => pick.closest(".picture").getBoundingClientRect().top;
  const columns = Math.max(1, all.filter((pick) => Math.abs(top(pick) - top(all[0])) < 2).length);
  const at = all.indexOf(event.target);
  const next = { ArrowRight: at + 1, ArrowLeft: at - 1, ArrowDown: at + columns, ArrowUp: at - columns, Home: 0, End: all.length - 1 }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  if (next < 0 && event.key === "ArrowUp") dialog.querySelector("input[type=search]").focus();
  else if (all[next]) {
    stops(dialog, all[next]);
    all[next].focus();
  }
}

function open(url, opener, chosen) {
  const dialog = document.createElement("dialog");
  dialog.className = "ask broad";
  dialog.setAttribute("aria-labelledby", "question-title");
  document.body.append(dialog);
  dialog.addEventListener("close", () => {
    dialog.remove();
    opener?.focus();
  });
  dialog.addEventListener("submit", (event) => {
    event.preventDefault();
    const query = new URLSearchParams(new FormData(event.target));
    load(dialog, `${event.target.action}?${query}`);
  });
  dialog.addEventListener("click", (event) => {
    const pick = event.target.closest("[data-pick]");
    const page = event.target.closest("[data-picker-page]");
    if (pick) {
      event.preventDefault();
      const { pick: id, pickTitle: title, pickAlt: alt, pickCaption: caption } = pick.dataset;
      chosen({ id, title, alt, caption, thumb: pick.closest(".picture").querySelector("img").src });
      dialog.close();
    } else if (page) {
      event.preventDefault();
      load(dialog, new URL(page.getAttribute("href"), new URL(url, location.href)).href);
    } else if (event.target.closest("[data-close]") || event.target === dialog) {
      event.preventDefault();
      dialog.close();
    }
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && event.target.matches("input[type=search]")) {
      event.preventDefault();
      dialog.querySelector("[data-pick]")?.focus();
    } else if (event.target.matches("[data-pick]")) step(dialog, event);
  });
  dialog.showModal();
  load(dialog, url);
}

function fill(field, picture) {
  const number = field.querySelector("input");
  const image = field.querySelector("img");
  number.value = picture ? picture.id : "";
  image.hidden = !picture;
  if (picture) image.src = picture.thumb;
  else image.removeAttribute("src");
  field.querySelector("[data-title]").textContent = picture ? picture.title : "No picture";
  field.querySelector("[data-clears]").hidden = !picture;
  number.dispatchEvent(new Event("change", { bubbles: true }));
}

// What the library usually says is offered, and never put over something that was written for this story.
function offer(name, words) {
  const field = document.getElementById(name);
  if (!field || field.value.trim() || !words) return;
  field.value = words;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("click", (event) => {
  const field = event.target.closest("[data-picture-field]");
  if (!field) return;
  const opener = event.target.closest("[data-picks]");
  if (opener) {
    event.preventDefault();
    open(opener.href, opener, (picture) => {
      fill(field, picture);
      if (field.querySelector("input").name === "lead_image") {
        offer("id_lead_alt", picture.alt);
        offer("id_lead_caption", picture.caption);
      }
    });
  } else if (event.target.closest("[data-clears]")) fill(field, null);
});
