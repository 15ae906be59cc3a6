// The reader's page of what is typed, beside the form (768 px and up; below that the button opens a tab). The server
// renders the form's data as it would for the tab, and nothing is saved. The page stands in a frame without scripts, so
// the policy of the desk's own page holds in it; what changed in it is drawn anew in place, and it keeps its scroll.
// Fetched when somebody wants it (later.js).

const KEY = "desk.beside"; // which width is open, in this tab
const PAUSE = 500; // ms without a key
const WIDE = matchMedia("(min-width: 768px)");

const opener = document.querySelector(".bar [data-preview]");
const pane = document.querySelector("[data-beside]");
const says = document.getElementById("desk-says");

// Draws what differs and leaves the rest alone: pictures do not flicker, and nothing jumps.
function redraw(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  if (old.nodeType !== Node.ELEMENT_NODE || old.nodeName !== fresh.nodeName) {
    old.replaceWith(fresh);
    return;
  }
  for (const name of old.getAttributeNames()) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const name of fresh.getAttributeNames()) {
    if (old.getAttribute(name) !== fresh.getAttribute(name)) old.setAttribute(name, fresh.getAttribute(name));
  }
  const before = [...old.childNodes];
  const after = [...fresh.childNodes];
  while (before.length && after.length && before[0].isEqualNode(after[0])) before.shift(), after.shift();
  while (before.length && after.length && before.at(-1).isEqualNode(after.at(-1))) before.pop(), after.pop();
  if (before.length === after.length) {
    before.forEach((node, place) => redraw(node, after[place]));
    return;
  }
  const rest = before.length ? before[0] : old.childNodes[[...fresh.childNodes].indexOf(after[0])] || null;
  for (const node of after) old.insertBefore(node, rest);
  for (const node of before) node.remove();
}

function split(story, form) {
  const frame = pane.querySelector("iframe");
  const screen = frame.parentElement;
  const state = pane.querySelector("[data-beside-state]");
  const widths = [...pane.querySelectorAll("[data-width]")];
  let timer = 0;
  let asking = null;
  let isDrawn = false;

  const isOpen = () => story.classList.contains("split") && WIDE.matches;

  function tell(words, wrong = false) {
    if (wrong && state.textContent !== words) says.textContent = words;
    state.textContent = words;
    pane.classList.toggle("wrong", wrong);
  }

  function fit() {
    const width = Number(widths.find((button) => button.ariaPressed === "true").dataset.width);
    const scale = Math.min(1, screen.clientWidth / width);
    frame.style.width = `${width}px`;
    frame.style.height = `${screen.clientHeight / scale}px`;
    frame.style.transform = `scale(${scale})`;
    frame.style.marginInlineStart = `${Math.max(0, (screen.clientWidth - width * scale) / 2)}px`;
  }

  function draw(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    for (const item of page.querySelectorAll("script, link[rel=preload]")) item.remove();
    const theme = document.documentElement.dataset.theme;
    if (theme && theme !== "auto") page.documentElement.dataset.colours = theme;
    const shown = frame.contentDocument?.body;
    if (isDrawn && shown?.childElementCount) {
      redraw(shown, frame.contentDocument.adoptNode(page.body));
      return;
    }
    page.head.append(Object.assign(page.createElement("base"), { target: "_blank" }));
    frame.srcdoc = `<!doctype html>${page.documentElement.outerHTML}`;
    isDrawn = true;
  }

  function problem(response) {
    if (response.redirected) return "You are signed out. Sign in in a new tab, then save here.";
    if (response.status === 413 || response.status === 400) return "This text is too long to be shown here.";
    if (response.status === 403 || response.status === 404) return "You may not look at this story any more.";
    return response.ok ? "" : "It could not be shown just now. It is tried again when you type.";
  }

  async function refresh() {
    clearTimeout(timer);
    asking?.abort();
    const mine = (asking = new AbortController());
    try {
      const response = await fetch(opener.formAction, { method: "POST", body: new FormData(form), signal: mine.signal });
      const wrong = problem(response);
      if (wrong) return tell(wrong, true);
      const html = await response.text();
      if (mine !== asking) return;
      draw(html);
      const kept = decodeURIComponent(response.headers.get("X-Desk-Kept") || "");
      tell(`as typed, ${response.headers.get("X-Desk-As-Of")}${kept ? `. As it was saved: ${kept}` : ""}`);
    } catch (error) {
      if (error.name !== "AbortError") tell("No connection. It is tried again when you type.", true);
    }
  }

  function soon() {
    clearTimeout(timer);
    if (isOpen()) timer = setTimeout(refresh, PAUSE);
  }

  function choose(chosen) {
    for (const button of widths) button.ariaPressed = String(button === chosen);
    story.dataset.beside = chosen.name;
    if (isOpen()) sessionStorage.setItem(KEY, chosen.name);
    document.dispatchEvent(new Event("desk:drawn")); // fields as high as their text are narrower, or wider, now
    fit();
  }

  function toggle(on) {
    story.classList.toggle("split", on);
    opener.ariaExpanded = String(on);
    clearTimeout(timer);
    if (!on) {
      sessionStorage.removeItem(KEY);
      document.dispatchEvent(new Event("desk:drawn"));
      return;
    }
    choose(widths.find((button) => button.ariaPressed === "true"));
    refresh();
  }

  opener.ariaExpanded = "false";
  opener.addEventListener("click", (event) => {
    if (!WIDE.matches) return;
    event.preventDefault();
    toggle(!isOpen());
    says.textContent = isOpen() ? "The preview stands beside the text." : "The preview is closed.";
  });
  pane.querySelector("[data-beside-close]").addEventListener("click", () => {
    toggle(false);
    opener.focus();
  });
  for (const button of widths) button.addEventListener("click", () => choose(button));
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  form.addEventListener("desk:changed", soon);
  new ResizeObserver(() => isOpen() && fit()).observe(screen);
  WIDE.addEventListener("change", soon);

  const before = widths.find((button) => button.name === sessionStorage.getItem(KEY));
  if (before && WIDE.matches && !document.querySelector("[data-errors]")) {
    choose(before);
    toggle(true);
  }
}

if (opener && pane) split(pane.closest(".story"), opener.form);
