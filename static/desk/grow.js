// Textareas with data-grow are as high as their text. A headline is one paragraph: Enter does not break it.

function grow(field) {
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
}

function growAll() {
  for (const field of document.querySelectorAll("textarea[data-grow]")) grow(field);
}

document.addEventListener("input", (event) => {
  if (event.target.matches?.("textarea[data-grow]")) grow(event.target);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches?.("textarea[data-one-line]") && !event.isComposing) event.preventDefault();
});
window.addEventListener("resize", growAll);
document.addEventListener("desk:drawn", growAll);
document.fonts?.ready.then(growAll);
growAll();
