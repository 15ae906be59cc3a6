// From change to change in a comparison: buttons, and the keys N and P (shortcuts.js presses them).

const steps = document.querySelector("[data-steps]");
const passages = [...document.querySelectorAll(".compared-body .passage")];
const said = document.querySelector("[data-step-said]");
let here = -1;

function go(by) {
  const focused = passages.indexOf(document.activeElement);
  if (focused !== -1) here = focused;
  else if (here === -1 && by < 0) here = 0;
  here = (here + by + passages.length) % passages.length;
  passages[here].focus();
  passages[here].scrollIntoView({ block: "center" });
  if (said) said.textContent = `${here + 1} of ${passages.length}`;
}

if (steps && passages.length) {
  steps.hidden = false;
  for (const button of steps.querySelectorAll("[data-step]")) {
    button.addEventListener("click", () => go(Number(button.dataset.step)));
  }
}
