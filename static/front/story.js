// What needs a script beside a story: copying its address and printing it. Both stay hidden without one.
const copy = document.querySelector("[data-copy]");
const print = document.querySelector("[data-print]");

if (copy && navigator.clipboard) {
  const said = document.querySelector("[data-copied]");
  copy.closest("li").hidden = false;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(copy.dataset.copy);
    said.textContent = "Link copied.";
  });
}

if (print) {
  print.closest("li").hidden = false;
  print.addEventListener("click", () => window.print());
}

// What comes from another site, once a reader asks for it: the plate gives way to its frame.
let frames = 0;

const element = (tag, attributes, text = "") => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.textContent = text;
  return made;
};

for (const button of document.querySelectorAll("[data-frame]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const { frame, sandbox, title } = button.dataset;
    const figure = button.closest("figure");
    const what = figure.querySelector("figcaption")?.textContent.trim();
    const end = `after-embed-${++frames}`;
    const shown = element("iframe", {
      src: frame,
      sandbox,
      title: what ? `${title}: ${what}` : title,
      allow: "fullscreen; encrypted-media; picture-in-picture",
    });
    const after = element("span", { id: end, class: "unseen", tabindex: "-1" }, `End of: ${title}`);
    button.closest(".embed-plate").replaceWith(element("a", { href: `#${end}`, class: "past" }, "Skip past it"), shown, after);
    shown.focus();
  });
}
