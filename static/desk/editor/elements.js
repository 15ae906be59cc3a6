// Making elements without HTML strings: nothing to escape, and nothing inline for the page's policy to refuse.

/** `attributes`: functions are listeners, true an empty attribute, false and null none. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name, value)
    else if (value === true) made.setAttribute(name, "")
    else if (value !== false && value != null) made.setAttribute(name, value)
  }
  made.append(...children.filter((child) => child != null))
  return made
}

const PATHS = {
  code: "M8 7l-5 5 5 5M16 7l5 5-5 5",
  link: "M10 14a4 4 0 0 0 5.7 0l3-3a4 4 0 0 0-5.7-5.7l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.7l1-1",
  bullets: "M9 6h11M9 12h11M9 18h11M4.5 6h.01M4.5 12h.01M4.5 18h.01",
  numbers: "M10 6h10M10 12h10M10 18h10M4 4.5l1.5-.5v5M4 14.5c0-1.5 2.5-1.5 2.5 0 0 1.200-2.5 2-2.5 3.5h2.5",
  quote: "M5 16c2.5-1 3-3.5 3-6H4V6h5v4c0 4-1.5 6.5-4 8zM15 16c2.5-1 3-3.5 3-6h-4V6h5v4c0 4-1.5 6.5-4 8z",
  rule: "M4 12h16",
  figure: "M4 5h16v14H4zM4 16l5-5 4 4 2.5-2.5L20 17M15.5 9h.01",
  pullQuote: "M4 5v14M9 8h11M9 12h11M9 16h6",
  table: "M4 5h16v14H4zM4 10h16M4 14.5h16M10 5v14M15 5v14",
  codeBlock: "M4 5h16v14H4zM8 10l3 2.5-3 2.5M13 15h3",
  undo: "M9 7L4 11.5 9 16M4 11.5h10a5 5 0 0 1 0 10h-1",
  redo: "M15 7l5 4.5-5 4.5M20 11.5H10a5 5 0 0 0 0 10h1",
  remove: "M6 6l12 12M18 6L6 18",
  search: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16.5 16.5L21 21",
}

export function icon(name) {
  const space = "http://www.w3.org/2000/svg"
  const svg = document.createElementNS(space, "svg")
  const path = document.createElementNS(space, "path")
  path.setAttribute("d", PATHS[name])
  svg.setAttribute("viewBox", "0 0 24 24")
  svg.setAttribute("aria-hidden", "true")
  svg.setAttribute("class", "body-icon")
  svg.append(path)
  return svg
}
