// A list's draft saves by itself: a change is sent as the form would send it, and the page that answers tells what is
// drawn anew, part by part (data-fresh), so that nothing typed and no focus is lost. Small acts, such as Add and Remove,
// go the same way. Without script, or if anything here fails, the form and its buttons do it all.

const form = document.querySelector(".list-screen")?.closest("form");
const state = document.querySelector("[data-save-state]");
const says = document.getElementById("desk-says");
const PAUSE = 700;

let timer = null;
let saving = null; // the save that is under way
let passing = false; // the form goes the browser's own way
let blocked = false; // refused: saved again only once something else was changed, or by hand
let signedOut = false;

const isUnsaved = () => form.classList.contains("unsaved");
// A place or a right is several fields: half of one is no sentence yet, so these wait for Save.
const isByHand = () => Boolean(form.querySelector("[data-by-hand].changed"));

function tell(words, failed = false) {
  state.textContent = words;
  form.classList.toggle("not-saved", failed);
  if (failed) says.textContent = words;
}

function tellSignedOut() {
  tell("Not saved: you are signed out. ", true);
  const link = document.createElement("a");
  Object.assign(link, { href: location.href, target: "_blank", rel: "noopener", textContent: "Sign in in a new tab" });
  state.append(link, ", then save here.");
  says.textContent = state.textContent;
}

function nextFrame() {
  return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}

function pass(button) {
  passing = true;
  form.requestSubmit(button);
  passing = false;
}

async function ask(url, options = {}) {
  const response = await fetch(url, { ...options, credentials: "same-origin" });
  return { response, page: new DOMParser().parseFromString(await response.text(), "text/html") };
}

// Signing in again makes the form's token void: the page anew has one that counts. Nothing else of it is taken.
async function renewToken() {
  const { page } = await ask(location.href);
  const fresh = page.querySelector(`#${form.id} [name="csrfmiddlewaretoken"]`);
  signedOut = !fresh;
  if (fresh) form.querySelector('[name="csrfmiddlewaretoken"]').value = fresh.value;
  return !signedOut;
}

function isOfNobody({ response, page }) {
  return response.status === 403 || (!page.getElementById(form.id) && page.querySelector("input[type=password]"));
}

async function send(submitter) {
  form.dispatchEvent(new Event("desk:saving"));
  const post = () => ask(form.action || location.href, { method: "POST", body: new FormData(form, submitter) });
  const answer = await post();
  return isOfNobody(answer) && (await renewToken()) ? post() : answer;
}

// Draws what changed. A part that holds the focus keeps it: by its own name if it is drawn anew.
function draw(page, all) {
  for (const name of ["version", "seen"]) {
    const fresh = page.querySelector(`#${form.id} [name="${name}"]`);
    const field = form.querySelector(`[name="${name}"]`);
    if (fresh && field) field.value = fresh.value;
  }
  for (const part of document.querySelectorAll("[data-fresh]")) {
    if (!part.isConnected || (!all && part.dataset.fresh === "items")) continue;
    const fresh = page.querySelector(`[data-fresh="${part.dataset.fresh}"]`);
    if (!fresh || fresh.innerHTML === part.innerHTML || (!all && part.contains(document.activeElement))) continue;
    part.replaceChildren(...[...document.importNode(fresh, true).childNodes]);
  }
  for (const row of document.querySelectorAll(".item")) {
    const fresh = page.getElementById(row.id);
    if (fresh) row.className = fresh.className;
  }
  document.dispatchEvent(new Event("desk:fresh"));
}

function refusal(response, page) {
  if (response.status === 409) return `Not saved: ${page.querySelector("h1")?.textContent.trim()}. Save shows both.`;
  if (!page.getElementById(form.id)) return "Not saved: try Save.";
  const wrong = page.querySelector(".messagelist .error, .error-text, .errorlist li");
  return response.redirected && !page.querySelector(".messagelist .error") ? "" : `Not saved: ${wrong?.textContent.trim()}`;
}

async function save() {
  clearTimeout(timer);
  if (saving) await saving;
  if (!isUnsaved() || isByHand()) return !isUnsaved();
  tell("Saving…");
  saving = (async () => {
    try {
      const { response, page } = await send();
      blocked = signedOut;
      if (signedOut) return tellSignedOut();
      const wrong = refusal(response, page);
      blocked = Boolean(wrong);
      if (wrong) return tell(wrong, true);
      form.dispatchEvent(new Event("desk:saved"));
      draw(page, false);
      tell("Changed, not saved yet");
    } catch {
      tell("Not saved: no connection. It is tried again.", true);
      timer = setTimeout(save, 5000);
    }
  })();
  await saving;
  saving = null;
  if (isUnsaved() && !blocked && !form.classList.contains("not-saved")) soon();
  return !isUnsaved();
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(save, PAUSE);
}

function changed(event) {
  if (event.target.closest("[data-found], [data-find]")) return;
  event.target.closest("[data-by-hand]")?.classList.add("changed");
  blocked = false;
  if (isByHand()) tell("Changed, not saved yet", true);
  else soon();
}

// --- Add, remove, put back, lock …

// Where the focus goes when what was pressed is not there any more.
function after(act, row, index) {
  const [name, key] = act.split(" ");
  if (name === "add" || name === "elsewhere") return document.querySelector("[data-find]");
  if (name === "remove") {
    const rows = document.querySelectorAll(".item");
    return rows[Math.min(index, rows.length - 1)]?.querySelector("[data-move]") || document.querySelector("[data-find]");
  }
  return document.querySelector(`#item-${row || key} details.more > summary`);
}

async function act(button) {
  const row = button.closest(".item");
  const index = [...document.querySelectorAll(".item")].indexOf(row);
  if (saving) await saving;
  clearTimeout(timer);
  try {
    const { response, page } = await send(button);
    if (signedOut) return tellSignedOut();
    if (response.status !== 200 || !response.redirected || !page.getElementById(form.id)) {
      pass(button); // something to read: the page itself shows it
      return;
    }
    form.dispatchEvent(new Event("desk:saved"));
    let fresh = page;
    if (isUnsaved()) {
      // Somebody typed on meanwhile: that is saved too before the rows are drawn anew.
      draw(page, false);
      fresh = (await send()).page;
      form.dispatchEvent(new Event("desk:saved"));
    }
    draw(fresh, true);
    form.dispatchEvent(new Event("desk:settled"));
    const message = page.querySelector(".messagelist li");
    const wrong = message?.classList.contains("error");
    tell(wrong ? message.textContent.trim() : "Changed, not saved yet", false);
    showMessage(page);
    says.textContent = message?.textContent.trim() || "";
    if (!wrong && button.value.startsWith("add ")) {
      for (const same of document.querySelectorAll(`[data-found] button[value="${button.value}"]`)) {
        same.replaceWith(Object.assign(document.createElement("span"), { className: "quiet", textContent: "In this list" }));
      }
    }
    after(button.value, row?.id.replace("item-", ""), index)?.focus();
  } catch {
    tell("Not done: no connection.", true);
  }
}

function showMessage(page) {
  document.querySelector(".messagelist")?.parentElement.remove();
  const list = page.querySelector(".messagelist")?.parentElement;
  if (list?.querySelector(".error")) document.querySelector(".page-head, h1").before(document.importNode(list, true));
}

if (form && state) {
  form.classList.add("autosaves");
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  window.addEventListener("online", save);

  form.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (passing) return;
    if (button?.name === "act" && !isByHand()) {
      event.preventDefault();
      event.stopImmediatePropagation();
      await act(button);
      return;
    }
    clearTimeout(timer);
    if (!saving && !signedOut) return;
    // What is being saved counts: the form goes once it has the version that came of it, and somebody to save it.
    event.preventDefault();
    event.stopImmediatePropagation();
    await saving;
    if (signedOut && !(await renewToken())) return tellSignedOut();
    pass(button);
  }, true);

  // A question is asked of what is saved, so it is saved first.
  document.addEventListener("click", async (event) => {
    const opener = event.target.closest("[data-dialog]");
    if (!opener || !(isUnsaved() || saving) || isByHand()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (await save()) opener.click();
  }, true);

  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== "s") return;
    if (isByHand() || form.classList.contains("not-saved")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    nextFrame().then(save);
  }, true);
}
