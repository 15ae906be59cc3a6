// The desk's keys; newsroom/shortcuts.py tells people of them. Single keys work only outside fields, and can be
// switched off (WCAG 2.1.4).

const KEY = "desk.single-keys";
const toggle = document.querySelector("[data-shortcuts]");

function singleKeys() {
  try {
    return localStorage.getItem(KEY) !== "off";
  } catch {
    return true;
  }
}

function show() {
  if (!toggle) return;
  toggle.setAttribute("aria-pressed", String(singleKeys()));
  toggle.textContent = `Single-key shortcuts: ${singleKeys() ? "on" : "off"}`;
}

function isTyping(target) {
  return target.closest?.("input, textarea, select, [contenteditable], dialog[open]");
}

function visible(selector) {
  return [...document.querySelectorAll(selector)].find((element) => element.checkVisibility() && !element.disabled);
}

toggle?.addEventListener("click", () => {
  localStorage.setItem(KEY, singleKeys() ? "off" : "on");
  show();
});

const PLACES = { t: "today", s: "stories", c: "calendar", l: "lists" };
let goPressed = -Infinity; // when G was pressed: it waits for the second key

function press(selector) {
  const element = visible(selector);
  element?.click();
  return Boolean(element);
}

function focus(selector) {
  const element = visible(selector);
  element?.focus();
  element?.select?.();
  return Boolean(element);
}

// A narrow screen, or a wide one at 400 %, has the field in its menu and no button for the sheet.
function find() {
  const field = '.find input[type="search"]';
  if (!visible(field)) document.querySelector("details.menu")?.setAttribute("open", "");
  return focus(field);
}

function sheet() {
  const link = document.querySelector("[data-sheet]");
  link?.click();
  return Boolean(link);
}

function nextFinding() {
  const links = [...document.querySelectorAll("#checks a")];
  const here = links.indexOf(document.activeElement);
  links[(here + 1) % links.length]?.focus();
  return links.length > 0;
}

function singleKey(key, pressed) {
  if (pressed - goPressed < 1500 && PLACES[key]) {
    const place = document.body.dataset[PLACES[key]];
    if (place) location.assign(place);
    return Boolean(place);
  }
  if (key === "g") goPressed = pressed; // when it was pressed, however late a busy page hears of it
  if (key === "/") return find();
  if (key === "?") return sheet();
  if (key === "n") return press('[data-step="1"]');
  if (key === "p") return press('[data-step="-1"]');
  return false;
}

function chord(event) {
  const command = event.ctrlKey || event.metaKey;
  if (command && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "s") return press("[data-save]");
  if (event.altKey && event.shiftKey && !command) {
    // By place and not by letter: on a Mac, Option makes another letter of it.
    if (event.code === "KeyP") return press("[data-preview]");
    if (event.code === "KeyS") return focus("#panel");
  }
  if (event.key === "F8" && !command && !event.altKey && !event.shiftKey) return nextFinding();
  const alone = !command && !event.altKey && singleKeys() && !isTyping(event.target);
  return alone && singleKey(event.key.toLowerCase(), event.timeStamp);
}

document.addEventListener("keydown", (event) => {
  if (!event.defaultPrevented && chord(event)) event.preventDefault();
});

show();
