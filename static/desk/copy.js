// "Copy" beside a field that cannot be written in. Without script one selects and copies by hand.

function offer() {
  for (const button of document.querySelectorAll("[data-copy][hidden]")) button.hidden = !navigator.clipboard;
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(field.value);
    button.textContent = "Copied";
  } catch {
    field.focus();
    field.select();
  }
});
document.addEventListener("focusin", (event) => {
  if (event.target.matches("input[readonly][autofocus]")) event.target.select();
});
document.addEventListener("desk:drawn", offer);
offer();
