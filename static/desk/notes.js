// Notes are written in their place: the page stays, and so does what is unsaved in it. Without script they are plain
// forms, and the page comes back at the note.
const form = document.getElementById("notes-form");
const says = document.getElementById("desk-says");

function draw(fresh) {
  const shown = document.getElementById("notes");
  const unsent = [...shown.querySelectorAll("textarea")].filter((field) => field.value).map((field) => [field.id, field.value]);
  shown.replaceWith(document.importNode(fresh, true));
  return unsent;
}

document.addEventListener("focusin", ({ target }) => {
  if (target.dataset.mentions) import(target.dataset.mentions); // once, however often
});

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = event.submitter;
  const sent = button?.parentElement.querySelector("textarea")?.id;
  const data = new FormData(form);
  if (button?.name) data.append(button.name, button.value);
  if (button) button.disabled = true;
  try {
    const response = await fetch(button?.getAttribute("formaction") || form.action, {
      method: "POST",
      body: data,
      credentials: "same-origin",
      headers: { "X-Desk-Part": "notes" },
    });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.querySelector("[data-notes]");
    if (!response.ok || !fresh) throw new Error("no notes came back");
    const refused = fresh.querySelector('[role="alert"]');
    for (const [id, text] of draw(fresh)) {
      const field = document.getElementById(id);
      if (field && (refused || id !== sent)) {
        field.value = text;
        field.closest("details")?.setAttribute("open", "");
      }
    }
    const fallback = document.getElementById("notes-title");
    if (refused) document.getElementById(sent)?.focus();
    else (document.getElementById(fresh.dataset.new) || fallback).focus();
    if (says) says.textContent = refused?.textContent || fresh.querySelector(".notice")?.textContent || "Done.";
  } catch {
    if (button) button.disabled = false;
    if (says) says.textContent = "";
    const shown = document.getElementById("notes");
    const told = shown.querySelector(".notice") || document.createElement("p");
    told.className = "notice stop";
    told.setAttribute("role", "alert");
    told.replaceChildren(document.createElement("span"), document.createTextNode("Not sent: no answer from the desk. What you wrote is still here."));
    shown.querySelector(".card-title").after(told);
  }
});
