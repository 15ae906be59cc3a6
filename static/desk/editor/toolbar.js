// The toolbar: one tab stop, arrows inside, Escape back to the text.
import { element, icon } from "desk/editor/elements"

const STYLES = [
  ["paragraph", "Paragraph"],
  ["2", "Heading"],
  ["3", "Subheading"],
  ["4", "Small heading"],
]
const isMac = /Mac|iPhone|iPad/.test(navigator.platform)
const keys = (text) => (isMac ? text.replace("Ctrl", "⌘").replace("Alt", "⌥").replace("Shift", "⇧") : text)

/** `acts` are what a press of the buttons for link, figure, pull quote and a table's caption does. */
export function makeToolbar(editor, acts) {
  // The text has the focus at once, not with the next frame as by `.focus()` of a chain: who types on loses no letter.
  const inText = () => {
    editor.view.focus()
    return editor.chain()
  }
  const run = (name, ...args) => () => inText()[name](...args).run()
  const can = (name, ...args) => () => editor.can()[name]?.(...args) ?? true
  const listOf = (name) => () => inText().toggleList(name, "listItem").run()

  const style = element(
    "select",
    {
      "aria-label": "Paragraph style",
      change() {
        const chain = inText()
        if (style.value === "paragraph") chain.setParagraph().run()
        else if (style.value) chain.setHeading({ level: Number(style.value) }).run()
      },
    },
    ...STYLES.map(([value, name]) => element("option", { value }, name)),
    element("option", { value: "", hidden: true }, "–"),
  )

  const main = [
    [style],
    [
      tool("Bold", { text: "B", keys: "Ctrl B", act: run("toggleBold"), active: "bold", className: "is-bold" }),
      tool("Italic", { text: "I", keys: "Ctrl I", act: run("toggleItalic"), active: "italic", className: "is-italic" }),
      tool("Code", { icon: "code", keys: "Ctrl E", act: run("toggleCode"), active: "code" }),
      tool("Link", { icon: "link", keys: "Ctrl K", act: acts.link, active: "link" }),
    ],
    [
      tool("Bulleted list", { icon: "bullets", act: listOf("bulletList"), active: "bulletList" }),
      tool("Numbered list", { icon: "numbers", act: listOf("orderedList"), active: "orderedList" }),
      tool("Quotation", { icon: "quote", act: run("toggleBlockquote"), active: "blockquote" }),
      tool("Rule", { icon: "rule", act: run("setHorizontalRule") }),
    ],
    [
      tool("Figure", { icon: "figure", keys: "Alt Shift F", act: acts.figure, shown: true }),
      tool("Pull quote", { icon: "pullQuote", keys: "Alt Shift Q", act: acts.pullQuote, active: "pullQuote", shown: true }),
      tool("Embed", { act: acts.embed, shown: true }),
      tool("Table", { icon: "table", act: run("insertTable", { rows: 3, cols: 3, withHeaderRow: true }), active: "table" }),
      tool("Code block", { icon: "codeBlock", act: run("toggleCodeBlock"), active: "codeBlock" }),
    ],
    [
      tool("Undo", { icon: "undo", keys: "Ctrl Z", act: run("undo"), enabled: can("undo") }),
      tool("Redo", { icon: "redo", keys: "Ctrl Shift Z", act: run("redo"), enabled: can("redo") }),
    ],
  ]
  const table = [
    [tool("Row below", { act: run("addRowAfter"), shown: true }), tool("Column after", { act: run("addColumnAfter"), shown: true })],
    [tool("Remove row", { act: run("deleteRow"), shown: true }), tool("Remove column", { act: run("deleteColumn"), shown: true })],
    [tool("Heading row", { act: run("toggleHeaderRow"), shown: true }), tool("Heading column", { act: run("toggleHeaderColumn"), shown: true })],
    [tool("Caption…", { act: acts.tableCaption, shown: true }), tool("Remove table", { act: run("deleteTable"), shown: true })],
  ]

  const rows = [row("Formatting", main), row("Table", table)]
  const dom = element("div", { class: "body-bars", role: "toolbar", "aria-label": "Formatting", "aria-controls": editor.view.dom.id || null }, ...rows)
  const bar = roving(dom, [...main.flat(), ...table.flat()], () => editor.commands.focus())
  const tools = [main, table].flat(2).filter((made) => made !== style)

  const refresh = () => {
    const heading = STYLES.find(([value]) => value !== "paragraph" && editor.isActive("heading", { level: Number(value) }))
    style.value = heading?.[0] ?? (editor.isActive("paragraph") ? "paragraph" : "")
    for (const made of tools) made.refresh(editor)
    rows[1].hidden = !editor.isActive("table")
    bar.settle()
  }
  editor.on("transaction", refresh)
  refresh()
  return { dom, focus: bar.focus }
}

function tool(name, { icon: sign, text, keys: shortcut, act, active, enabled, shown = false, className = "" }) {
  const made = element(
    "button",
    {
      type: "button",
      class: `body-tool ${className}`,
      title: shortcut ? `${name} (${keys(shortcut)})` : shown ? null : name,
      "aria-label": shown ? null : name,
      "aria-pressed": active ? "false" : null,
      // The text keeps its selection while the mouse is on the toolbar.
      mousedown: (event) => event.preventDefault(),
      click: () => made.getAttribute("aria-disabled") !== "true" && act(),
    },
    sign ? icon(sign) : null,
    text ? element("span", { "aria-hidden": "true" }, text) : null,
    shown ? element("span", { class: "body-tool-name" }, name) : null,
  )
  made.refresh = (editor) => {
    if (active) made.setAttribute("aria-pressed", String(editor.isActive(active)))
    if (enabled) made.setAttribute("aria-disabled", String(!enabled()))
  }
  return made
}

function row(name, groups) {
  return element(
    "div",
    { class: "body-bar", role: "group", "aria-label": name },
    ...groups.map((group) => element("div", { class: "body-tools" }, ...group)),
  )
}

/** One tab stop for all that is shown: arrows, Home and End go through it, Escape goes back to the text. */
function roving(dom, stops, leave) {
  let current = stops[0]
  const shown = () => stops.filter((control) => !control.closest("[hidden]"))
  const settle = () => {
    if (current.closest("[hidden]")) [current] = stops
    for (const control of stops) control.setAttribute("tabindex", control === current ? "0" : "-1")
  }
  dom.addEventListener("focusin", (event) => {
    if (stops.includes(event.target)) current = event.target
    settle()
  })
  dom.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return leave()
    const all = shown()
    const at = all.indexOf(event.target)
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key]
    if (at < 0 || next === undefined) return
    event.preventDefault()
    all[(next + all.length) % all.length].focus()
  })
  settle()
  return { settle, focus: () => current.focus() }
}
