// Ctrl S saves. "/" finds: a single key, so only outside fields, and it can be switched off (WCAG 2.1.4).

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
  return target.closest?.("input, textarea, select, [contenteditable], dialog");
}

function visible(selector) {
  return [...document.querySelectorAll(selector)].find((element) => element.offsetParent !== null && !element.disabled);
}

toggle?.addEventListener("click", () => {
  localStorage.setItem(KEY, singleKeys() ? "off" : "on");
  show();
});

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "s") {
    const save = visible("[data-save]");
    if (!save) return;
    event.preventDefault();
    save.form.requestSubmit(save);
  } else if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && singleKeys() && !isTyping(event.target)) {
    const find = visible('#find, .find input[type="search"]');
    if (!find) return;
    event.preventDefault();
    find.focus();
    find.select();
  }
});

show();
