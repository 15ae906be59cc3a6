// Choosing a picture of the library for a form's field: the picker's page in a dialog. Without script the field is a
// number. Another use: dispatch "desk:pick" with a callback in its detail, and get {id, title, alt, caption, thumb}.

async function load(dialog, url) {
  const response = await fetch(url, { credentials: "same-origin" });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const question = page.querySelector("section.question");
  if (!question) return location.assign(url);
  dialog.replaceChildren(document.importNode(question, true));
  return dialog.querySelector("input[type=search]").focus();
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
  // One row of the grid to the next by arrow keys.
  dialog.addEventListener("keydown", (event) => {
    if (!["ArrowLeft", "ArrowRight"].includes(event.key) || !event.target.matches("[data-pick]")) return;
    const all = [...dialog.querySelectorAll("[data-pick]")];
    const next = all[all.indexOf(event.target) + (event.key === "ArrowRight" ? 1 : -1)];
    if (next) {
      event.preventDefault();
      next.focus();
    }
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

function equip() {
  for (const field of document.querySelectorAll("[data-picture-field]")) field.classList.add("with-script");
}

equip();
document.addEventListener("desk:fresh", equip);

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

document.addEventListener("desk:pick", (event) => open(event.detail.url, event.detail.opener, event.detail.chosen));
