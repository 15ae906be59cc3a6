// "@" in a note offers those who may read the story. A plain "@name" says the same: this only saves typing. Fetched when
// somebody goes to such a field (notes.js).
const AT = /(?:^|[^\w.@+-])@([\w.+-]*)$/u;
const MOST = 8;

let list = null; // the one list that is open
let field = null;
let chosen = 0;

function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

function close() {
  list?.remove();
  list = null;
  field?.removeAttribute("aria-activedescendant");
  field?.removeAttribute("aria-controls");
}

function choose(place) {
  const options = [...list.children];
  chosen = (place + options.length) % options.length;
  options.forEach((option, index) => option.setAttribute("aria-selected", String(index === chosen)));
  field.setAttribute("aria-activedescendant", options[chosen].id);
  options[chosen].scrollIntoView({ block: "nearest" });
}

function take(option) {
  const before = field.value.slice(0, field.selectionStart).replace(/@[\w.+-]*$/u, `@${option.dataset.name} `);
  field.setRangeText(before, 0, field.selectionStart, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  close();
}

function offer(target) {
  const begun = AT.exec(target.value.slice(0, target.selectionStart))?.[1];
  close();
  if (begun === undefined) return;
  const people = [...document.querySelectorAll("[data-people] li")];
  const wanted = plain(begun);
  const fitting = people.filter(({ dataset, textContent }) =>
    [dataset.name, ...textContent.split(/\s+/)].some((word) => plain(word).startsWith(wanted)),
  );
  if (!fitting.length) return;
  field = target;
  list = document.createElement("ul");
  list.id = `${target.id}-people`;
  list.className = "mention-list";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "People who may read this story");
  list.append(
    ...fitting.slice(0, MOST).map((person, index) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${index}`;
      option.setAttribute("role", "option");
      option.dataset.name = person.dataset.name;
      option.textContent = `${person.textContent} @${person.dataset.name}`;
      return option;
    }),
  );
  target.after(list);
  target.setAttribute("aria-controls", list.id);
  choose(0);
  const says = document.getElementById("desk-says");
  const count = list.children.length;
  if (says) says.textContent = `${count} ${count === 1 ? "person" : "people"}: arrow keys to choose, Enter to take`;
}

function heard({ target }) {
  if (!target.matches?.("[data-mentions]")) return;
  target.setAttribute("aria-autocomplete", "list");
  offer(target);
}

document.addEventListener("input", heard);
document.addEventListener("keydown", (event) => {
  if (!list || event.target !== field) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") choose(chosen + (event.key === "ArrowDown" ? 1 : -1));
  else if (event.key === "Enter" || event.key === "Tab") take(list.children[chosen]);
  else if (event.key === "Escape") close();
  else return;
  event.preventDefault();
  event.stopPropagation();
});
document.addEventListener("mousedown", (event) => {
  const option = event.target.closest?.(".mention-list [role=option]");
  if (!option) return;
  event.preventDefault(); // the focus stays in the field
  take(option);
});
document.addEventListener("focusout", (event) => {
  if (event.target === field) close();
});
heard({ target: document.activeElement }); // what was typed while this was fetched
