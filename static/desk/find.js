// Find a story: the field in the header becomes a combobox (ARIA APG, list with manual selection) over the very results
// that its page would show. Without script the form leads to that page.

const PAUSE = 120; // ms without a key, before it asks
let count = 0;

function combobox(form) {
  const field = form.querySelector('input[type="search"]');
  const list = document.createElement("ul");
  list.id = `${field.id}-list-${++count}`;
  list.className = "find-list";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Stories found");
  list.hidden = true;
  form.append(list);
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-expanded", "false");
  const says = document.getElementById("desk-says");
  let timer = 0;
  let asking = null;
  let shown = ""; // for which words the list stands
  let chosen = -1;

  const options = () => [...list.querySelectorAll('[role="option"]')];

  function open(is) {
    list.hidden = !is;
    field.setAttribute("aria-expanded", String(is));
    if (!is) choose(-1);
  }

  function choose(place) {
    const all = options();
    chosen = place;
    all.forEach((option, index) => option.setAttribute("aria-selected", String(index === place)));
    if (all[place]) {
      field.setAttribute("aria-activedescendant", all[place].id);
      all[place].scrollIntoView({ block: "nearest" });
    } else field.removeAttribute("aria-activedescendant");
  }

  function draw(found) {
    const rows = [...found.querySelectorAll("li")];
    list.replaceChildren(
      ...rows.map((row, index) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${index}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.dataset.url = row.querySelector("a").href;
        const title = document.createElement("span");
        title.className = "row-title";
        title.textContent = row.querySelector("a").textContent;
        const line = document.createElement("span");
        line.className = "row-line";
        line.textContent = row.querySelector(".row-line").textContent;
        const signals = document.createElement("span");
        signals.className = "signals";
        signals.append(...document.importNode(row.querySelector(".signals"), true).childNodes);
        option.append(title, " ", line, " ", signals);
        return option;
      }),
    );
    if (!rows.length) {
      const none = document.createElement("li");
      none.className = "none";
      none.setAttribute("role", "presentation");
      none.textContent = found.textContent.trim();
      list.append(none);
    }
    if (says) says.textContent = rows.length ? `${rows.length} ${rows.length === 1 ? "story" : "stories"}` : found.textContent.trim();
    choose(-1);
  }

  async function ask() {
    const words = field.value.trim();
    if (words === shown) return open(Boolean(words));
    asking?.abort();
    if (!words) {
      shown = "";
      list.replaceChildren();
      return open(false);
    }
    asking = new AbortController();
    try {
      const url = new URL(form.action);
      url.searchParams.set("q", words);
      const response = await fetch(url, {
        credentials: "same-origin",
        headers: { "X-Desk-Part": "found" },
        signal: asking.signal,
      });
      if (!response.ok || response.redirected) return open(false);
      const found = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("[data-found]");
      if (!found) return open(false);
      shown = words;
      draw(found);
      open(document.activeElement === field);
    } catch {
      // Typed on, or no connection: Enter leads to the page all the same.
    }
    return undefined;
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  field.addEventListener("keydown", (event) => {
    const all = options();
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) return void ask();
      const step = event.key === "ArrowDown" ? 1 : -1;
      // One stop more than there are options: the field itself.
      const stops = all.length + 1;
      choose(((chosen + 1 + step + stops) % stops) - 1);
    } else if (event.key === "Enter" && all[chosen] && !list.hidden) {
      event.preventDefault();
      location.assign(all[chosen].dataset.url);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault(); // the words stay; Escape once more empties the field
      event.stopPropagation();
      open(false);
    }
  });
  field.addEventListener("focus", () => {
    if (field.value.trim()) ask();
  });
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) open(false);
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays in the field
  list.addEventListener("click", (event) => {
    const option = event.target.closest('[role="option"]');
    if (!option) return;
    if (event.ctrlKey || event.metaKey) window.open(option.dataset.url, "_blank", "noopener");
    else location.assign(option.dataset.url);
  });
}

for (const form of document.querySelectorAll("form.find")) combobox(form);
