// Scripts that nobody needs before a button is pressed. data-later="address": it is fetched then, and the press done again.
// data-later-media: only on such screens. data-later-open: at once, if this tab has that in its sessionStorage.

async function fetched(button) {
  const address = button.dataset.later;
  for (const other of document.querySelectorAll(`[data-later="${address}"]`)) delete other.dataset.later;
  await import(address).catch(() => {}); // no connection: what the button does without script is left
}

document.addEventListener(
  "click",
  async (event) => {
    const button = event.target.closest?.("[data-later]");
    if (!button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (!matchMedia(button.dataset.laterMedia || "all").matches) return;
    event.preventDefault();
    event.stopPropagation();
    await fetched(button);
    button.click();
  },
  { capture: true },
);

for (const button of document.querySelectorAll("[data-later-open]")) {
  if (sessionStorage.getItem(button.dataset.laterOpen)) fetched(button);
}
