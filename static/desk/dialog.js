// A question is a page first. This shows its <section class="question"> in a native dialog instead:
// for a link with data-dialog, or a verb's button whose form holds nothing unsaved.

const DRAWN = new CustomEvent("desk:drawn");

async function fetchQuestion(url, options = {}) {
  const response = await fetch(url, {
    credentials: "same-origin",
    ...options,
    headers: { "X-Desk-Dialog": "1", ...(options.headers || {}) },
  });
  const goTo = response.headers.get("X-Desk-Go");
  if (goTo) return { goTo };
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const question = page.querySelector("section.question");
  if (question) fetchScripts(page);
  return { question, url: response.url };
}

/** A question brings the scripts of its own page along. */
function fetchScripts(page) {
  const there = new Set([...document.scripts].map((script) => script.src));
  for (const script of page.querySelectorAll('script[type="module"][src]')) {
    const { href } = new URL(script.getAttribute("src"), location.href);
    if (!there.has(href)) import(href); // a module runs once, however often it is asked for
  }
}

function draw(dialog, question) {
  dialog.replaceChildren(document.importNode(question, true));
  dialog.classList.toggle("broad", question.classList.contains("broad"));
  document.dispatchEvent(DRAWN);
  const wrong = dialog.querySelector("[data-errors]");
  (wrong || dialog.querySelector("[autofocus]") || dialog.querySelector("h1"))?.focus();
}

async function ask(url, opener) {
  let answer;
  try {
    answer = await fetchQuestion(url);
  } catch {
    location.assign(url);
    return;
  }
  if (!answer.question) {
    location.assign(answer.goTo || url);
    return;
  }
  const dialog = document.createElement("dialog");
  dialog.className = "ask";
  dialog.setAttribute("aria-labelledby", "question-title");
  document.body.append(dialog);
  dialog.addEventListener("close", () => {
    dialog.remove();
    opener?.focus();
  });
  dialog.addEventListener("click", (event) => {
    const link = event.target.closest("[data-close]");
    if (link || event.target === dialog) {
      event.preventDefault();
      dialog.close();
    }
    const toField = event.target.closest('a[href*="#"]');
    if (toField?.pathname === location.pathname) {
      const field = document.getElementById(decodeURIComponent(toField.hash.slice(1)));
      if (field && !dialog.contains(field)) dialog.close();
    }
  });
  dialog.addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    const button = event.submitter;
    if (button) button.disabled = true;
    try {
      const reply = await fetchQuestion(form.action, { method: "POST", body: new FormData(form, null) });
      if (reply.question) draw(dialog, reply.question);
      else location.assign(reply.goTo || reply.url || location.href);
    } catch {
      // No connection, or something no dialog can show: the browser's own way still works.
      if (button) button.disabled = false;
      form.submit();
    }
  });
  dialog.showModal();
  draw(dialog, answer.question);
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (!opener || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const form = opener.form || opener.closest("form");
  // Unsaved text is saved first, and so is what nobody has looked at yet: the button does what it does without script.
  if (opener.matches("button") && form?.matches(".desk-form.unsaved, .desk-form:not([data-watched])")) return;
  event.preventDefault();
  opener.closest("details.more")?.removeAttribute("open");
  ask(opener.dataset.dialog || opener.href, opener);
});

// Menus made of <details> close like menus: by Escape, and by a click elsewhere.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.person[open], details.more[open], details.menu[open]")) {
    if (!menu.contains(event.target)) menu.removeAttribute("open");
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = event.target.closest?.("details.person[open], details.more[open], details.menu[open]");
  if (menu) {
    menu.removeAttribute("open");
    menu.querySelector("summary").focus();
  }
});

// A refused form: the summary gets the focus, so that it is read first.
document.querySelector("main [data-errors]")?.focus();
