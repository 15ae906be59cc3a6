// Puts the body editor in the place of every <textarea data-body-editor>, and keeps the textarea's HTML up to date.
// Tells the page with "body-editor:ready" ({editor, textarea}); each change is an "input" event of the textarea.
import { Editor, Extension } from "django-prose-editor/editor"
import { element } from "desk/editor/elements"
import { Library } from "desk/editor/library"
import { extensions } from "desk/editor/nodes"
import { makeToolbar } from "desk/editor/toolbar"
import { inShort, sentence, wordsOf } from "desk/editor/words"

const PAUSE = 200 // ms without a key, before the HTML is written out
const empty = /(?:<p><\/p>)+$/

/** What is needed only once somebody writes: dialogs, and making pasted text plain. */
let rest = null
let tidy = null

function writing() {
  rest ??= Promise.all([import("desk/editor/acts"), import("desk/editor/links"), import("desk/editor/paste")]).then(([acts, links, paste]) => {
    tidy = paste.tidyPaste
    return { ...acts, ...links }
  })
  rest.catch(() => (rest = null)) // no connection: the next press tries again
  return rest
}

/** A paste that came before what makes it plain is done again when that is there: ProseMirror would read it as it is. */
function tooEarly(view, event) {
  if (tidy || !event.clipboardData?.getData("text/html")) return false
  event.preventDefault()
  const data = new DataTransfer()
  for (const kind of ["text/html", "text/plain"]) data.setData(kind, event.clipboardData.getData(kind))
  writing().then(() => view.dom.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })))
  return true
}

export function open(textarea) {
  const label = document.querySelector(`label[for="${CSS.escape(textarea.id)}"]`)
  const library = new Library(textarea.dataset.pick, textarea.dataset.upload, () => textarea.form?.elements.csrfmiddlewaretoken?.value ?? "")
  const line = label?.closest(".label-line")
  const tally = line?.querySelector("[data-body-count]") ?? element("output", { class: "body-count", for: textarea.id })
  tally.setAttribute("aria-live", "off") // a number that changes with each word is not news
  const frame = element("div", { class: "body-editor" })
  const page = element("div", { class: "body-page" })
  const known = JSON.parse(textarea.dataset.embeds || "[]")
  const isReadOnly = textarea.disabled || textarea.readOnly
  let written = ""
  let timer = 0

  const editor = new Editor({
    element: page,
    content: textarea.value,
    editable: !isReadOnly,
    injectCSS: false, // the page's policy refuses it: editor.css has those rules
    extensions: [
      ...extensions({
        pictures: {
          thumb: textarea.dataset.thumb,
          describe: (image) => library.describe(image),
          onChange: (at) => writing().then((act) => act.changePicture(editor, library, at)),
          onWords: (at) => writing().then((act) => act.changeWords(editor, at)),
        },
        embeds: known,
      }),
      keys(() => acts, () => toolbar),
    ],
    editorProps: {
      attributes: {
        ...named(label, textarea),
        "aria-multiline": "true",
        "aria-readonly": String(isReadOnly),
        spellcheck: "true",
        lang: document.documentElement.lang || "en",
        class: "body-text",
      },
      handleDOMEvents: { paste: tooEarly, dragenter: () => void writing() },
      transformPastedHTML: (html) => (tidy ? tidy(html) : ""), // dropped before it could be made plain: drop it again
    },
    onUpdate() {
      clearTimeout(timer)
      timer = setTimeout(write, PAUSE)
    },
    onFocus: () => writing(),
    onBlur: () => write(),
  })

  const read = () => editor.getHTML().replace(empty, "")
  written = read()

  function tell() {
    const words = wordsOf(editor.state.doc)
    tally.textContent = sentence(words, tally.dataset.commissioned)
    for (const place of textarea.form?.querySelectorAll("[data-word-count]") ?? []) place.textContent = inShort(words)
  }

  function write() {
    clearTimeout(timer)
    tell()
    const html = read()
    if (html === written) return
    textarea.value = written = html
    textarea.dispatchEvent(new Event("input", { bubbles: true }))
  }

  const acts = {
    link: () => writing().then((act) => act.changeLink(editor, textarea.dataset.stories)),
    figure: () => writing().then((act) => act.insertPicture(editor, library, blockPlace)),
    embed: () => writing().then((act) => act.insertEmbed(editor, known, blockPlace)),
    pullQuote: () => insertPullQuote(editor),
    tableCaption: () => writing().then((act) => act.changeTableCaption(editor)),
  }
  const toolbar = isReadOnly ? null : makeToolbar(editor, acts)

  textarea.before(frame)
  if (!tally.isConnected && line) line.append(tally)
  else if (!tally.isConnected) frame.before(tally)
  frame.append(...(toolbar ? [toolbar.dom] : []), page, textarea)
  textarea.hidden = true
  textarea.form?.addEventListener("submit", write, { capture: true })
  textarea.form?.addEventListener("formdata", (event) => {
    write()
    event.formData.set(textarea.name, textarea.value)
  })
  label?.addEventListener("click", () => editor.commands.focus())
  // A complaint's link names the field that is hidden now.
  document.addEventListener("click", (event) => {
    if (event.target.closest?.(`a[href$="#${CSS.escape(textarea.id)}"]`)) {
      event.preventDefault()
      editor.commands.focus()
      editor.view.dom.scrollIntoView({ block: "center" })
    }
  })
  tell()
  textarea.dispatchEvent(new CustomEvent("body-editor:ready", { bubbles: true, detail: { editor, textarea, write } }))
  return editor
}

function named(label, textarea) {
  const described = textarea.getAttribute("aria-describedby")
  const name = label ? { "aria-labelledby": (label.id ||= `${textarea.id}_label`) } : { "aria-label": "Body" }
  return {
    ...name,
    ...(described ? { "aria-describedby": described } : {}),
    ...(textarea.getAttribute("aria-invalid") ? { "aria-invalid": "true" } : {}),
  }
}

function keys(acts, toolbar) {
  return Extension.create({
    name: "deskKeys",
    addKeyboardShortcuts() {
      const press = (act) => () => {
        act()
        return true
      }
      return {
        "Mod-k": press(() => acts().link()),
        "Alt-Shift-f": press(() => acts().figure()),
        "Alt-Shift-q": press(() => acts().pullQuote()),
        "Alt-F10": press(() => toolbar()?.focus()),
      }
    },
  })
}

function insertPullQuote(editor) {
  if (editor.isActive("pullQuote")) return editor.commands.focus()
  const { from, to } = editor.state.selection
  const said = editor.state.doc.textBetween(from, to, " ").trim()
  const words = { type: "paragraph", content: said ? [{ type: "text", text: said }] : [] }
  const quote = { type: "pullQuote", content: [{ type: "pullQuoteWords", content: [words] }, { type: "pullQuoteSource" }] }
  const place = blockPlace(editor)
  const start = typeof place === "number" ? place : place.from
  return editor.chain().focus().insertContentAt(place, quote).setTextSelection(start + 3 + said.length).run()
}

/** Where a figure goes: in the place of an empty paragraph, else after the outermost block the writer is in. */
function blockPlace(editor) {
  const { $from, $to } = editor.state.selection
  const block = $from.depth ? $from.node(1) : null
  if (block?.type.name === "paragraph" && !block.content.size) return { from: $from.before(1), to: $from.after(1) }
  return $to.depth ? $to.after(1) : $to.pos
}

for (const textarea of document.querySelectorAll("textarea[data-body-editor]")) open(textarea)
