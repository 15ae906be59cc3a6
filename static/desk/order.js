// Rows in an order: drag, Move up / Move down, or type a number. Works on Django's inline formsets.
// <tbody data-order="order"> or <ol data-order="order">: the word is the name of the field that holds the place.
// Without script the numbers are typed and saved.

const says = document.getElementById("desk-says");

function rows(list) {
  return [...list.children].filter(
    (row) => row.matches("[data-row], .form-row:not(.empty-form), .inline-related:not(.empty-form)") && place(list, row),
  );
}

function place(list, row) {
  return row.querySelector(`input[name$="-${list.dataset.order}"]`);
}

function isRemoved(row) {
  return Boolean(row.querySelector('input[name$="-DELETE"]:checked'));
}

function nameOf(row) {
  const named = row.querySelector("[data-name], select");
  if (!named) return "";
  return named.matches("select") ? named.selectedOptions[0]?.text.trim() || "" : named.textContent.trim();
}

function number(list) {
  let position = 0;
  const all = rows(list);
  all.forEach((row, index) => {
    const field = place(list, row);
    if (!isRemoved(row)) position += 1;
    if (field.value !== String(isRemoved(row) ? 0 : position)) {
      field.value = isRemoved(row) ? 0 : position;
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
    const up = row.querySelector('[data-move="up"]');
    const down = row.querySelector('[data-move="down"]');
    // Kept focusable: after a move the focus stays on the pressed button.
    up?.setAttribute("aria-disabled", String(index === 0));
    down?.setAttribute("aria-disabled", String(index === all.length - 1));
  });
}

function announce(list, row) {
  const all = rows(list);
  says.textContent = `${nameOf(row)}, place ${all.indexOf(row) + 1} of ${all.length}`;
}

function move(list, row, to) {
  const all = rows(list);
  const from = all.indexOf(row);
  const index = Math.max(0, Math.min(all.length - 1, to));
  if (index === from) return;
  all[index][index > from ? "after" : "before"](row);
  number(list);
  announce(list, row);
}

function button(way) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn tiny only";
  made.dataset.move = way;
  made.innerHTML = `<svg class="icon" aria-hidden="true"><use href="#i-${way}"/></svg><span class="visually-hidden"></span>`;
  return made;
}

function equip(list) {
  for (const row of rows(list)) {
    if (row.querySelector("[data-move]")) continue;
    const field = place(list, row);
    const tools = document.createElement("span");
    tools.className = "order-tools";
    field.after(tools);
    tools.append(button("up"), button("down"));
    if (list.dataset.numbers === undefined) field.hidden = true;
  }
  for (const made of list.querySelectorAll("[data-move] .visually-hidden")) {
    const row = rows(list).find((candidate) => candidate.contains(made));
    if (row) made.textContent = `Move ${made.parentElement.dataset.move}: ${nameOf(row)}`;
  }
  number(list);
}

function watch(list) {
  list.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-move]");
    if (!pressed) return;
    const row = rows(list).find((candidate) => candidate.contains(pressed));
    if (!row || pressed.getAttribute("aria-disabled") === "true") return;
    move(list, row, rows(list).indexOf(row) + (pressed.dataset.move === "up" ? -1 : 1));
    pressed.focus();
  });
  list.addEventListener("keydown", (event) => {
    if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    const row = rows(list).find((candidate) => candidate.contains(event.target));
    if (!row) return;
    event.preventDefault();
    const focused = document.activeElement;
    move(list, row, rows(list).indexOf(row) + (event.key === "ArrowUp" ? -1 : 1));
    focused.focus();
  });
  list.addEventListener("change", (event) => {
    const row = rows(list).find((candidate) => place(list, candidate) === event.target);
    const wanted = Number(event.target.value);
    if (row && event.isTrusted && wanted > 0) {
      move(list, row, wanted - 1);
      number(list);
      event.target.focus();
    } else if (event.target.matches('[name$="-DELETE"]')) number(list);
    else if (event.target.matches("select")) equip(list);
  });

  // Dragging begins at the grip only, so that text in a row can still be selected.
  let dragged = null;
  list.addEventListener("pointerdown", (event) => {
    const row = event.target.closest(".grip") && rows(list).find((candidate) => candidate.contains(event.target));
    if (!row || event.button) return;
    event.preventDefault();
    dragged = row;
    row.classList.add("dragging");
    event.target.closest(".grip").setPointerCapture(event.pointerId);
  });
  list.addEventListener("pointermove", (event) => {
    if (!dragged) return;
    const all = rows(list);
    const over = all.find((row) => {
      const box = row.getBoundingClientRect();
      return event.clientY >= box.top && event.clientY <= box.bottom;
    });
    if (!over || over === dragged) return;
    const box = over.getBoundingClientRect();
    const below = all.indexOf(over) > all.indexOf(dragged);
    // Only past the middle, else rows of different heights would change places for ever.
    if (below ? event.clientY > box.top + box.height / 2 : event.clientY < box.top + box.height / 2) {
      over[below ? "after" : "before"](dragged);
    }
  });
  const drop = () => {
    if (!dragged) return;
    dragged.classList.remove("dragging");
    number(list);
    announce(list, dragged);
    dragged = null;
  };
  list.addEventListener("pointerup", drop);
  list.addEventListener("pointercancel", drop);
  // Rows added by Django's "Add another".
  document.addEventListener("formset:added", () => equip(list));
  document.addEventListener("formset:removed", () => number(list));
  document.addEventListener("desk:fresh", () => equip(list));
}

for (const list of document.querySelectorAll("[data-order]")) {
  equip(list);
  watch(list);
}
