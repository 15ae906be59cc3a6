// Puts the body editor in the place of every <textarea data-body-editor>, and keeps the textarea's HTML up to date.
// Tells the page with "body-editor:ready" ({editor, textarea}); each change is an "input" event of the textarea.
import { Editor, Extension } from "django-prose-editor/editor"
import { address, meant } from "desk/editor/addresses"
import { ask, field } from "desk/editor/dialogs"
import { element } from "desk/editor/elements"
import { providerOf } from "desk/editor/embeds"
import { extensions } from "desk/editor/nodes"
import { tidyPaste } from "desk/editor/paste"
import { askWords, Library, pickPicture } from "desk/editor/picker"
import { makeToolbar } from "desk/editor/toolbar"
import { sentence, wordsOf } from "desk/editor/words"

const PAUSE = 200 // ms without a key, before the HTML is written out
const empty = /(?:<p><\/p>)+$/

export function open(textarea) {
  const label = document.querySelector(`label[for="${CSS.escape(textarea.id)}"]`)
  const library = new Library(textarea.dataset.pick)
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
          onChange: (at) => changePicture(editor, library, at),
          onWords: (at) => changeWords(editor, at),
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
      transformPastedHTML: tidyPaste,
    },
    onUpdate() {
      clearTimeout(timer)
      timer = setTimeout(write, PAUSE)
    },
    onBlur: () => write(),
  })

  const read = () => editor.getHTML().replace(empty, "")
  written = read()

  function write() {
    clearTimeout(timer)
    tally.textContent = sentence(wordsOf(editor.state.doc))
    const html = read()
    if (html === written) return
    textarea.value = written = html
    textarea.dispatchEvent(new Event("input", { bubbles: true }))
  }

  const acts = {
    link: () => changeLink(editor),
    figure: () => insertPicture(editor, library),
    embed: () => insertEmbed(editor, known),
    pullQuote: () => insertPullQuote(editor),
    tableCaption: () => changeTableCaption(editor),
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
  tally.textContent = sentence(wordsOf(editor.state.doc))
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

async function changeLink(editor) {
  const { href = "", story = null } = editor.getAttributes("link")
  const isLink = editor.isActive("link")
  const needsWords = !isLink && editor.state.selection.empty
  const words = field("Words", element("input", { type: "text", autocomplete: "off" }))
  const where = field(
    "Address",
    element("input", { type: "text", inputmode: "url", autocomplete: "off", spellcheck: "false" }),
    "https://…, a mail address, or /section/story/ of this site.",
  )
  where.control.value = href ?? ""
  const given = await ask({
    title: isLink ? "Change link" : "Link",
    body: [...(needsWords ? [words.box] : []), where.box],
    submit: isLink ? "Change" : "Insert link",
    remove: isLink ? "Remove link" : "",
    first: where.control,
    answer() {
      const found = address(meant(where.control.value))
      where.complain(found ? "" : "That is no address a reader can be sent to. It begins with https://, mailto: or /.")
      return found ? { href: found, words: words.control.value.trim() || found } : null
    },
  })
  const chain = editor.chain().focus()
  if (given === null) return chain.run()
  if (given === "remove") return chain.extendMarkRange("link").unsetMark("link").run()
  const mark = { href: given.href, story: given.href === href ? story : null }
  if (needsWords) return chain.insertContent({ type: "text", text: given.words, marks: [{ type: "link", attrs: mark }] }).run()
  if (isLink) chain.extendMarkRange("link")
  return chain.setMark("link", mark).run()
}

async function insertPicture(editor, library) {
  const given = await pickPicture(library)
  const chain = editor.chain().focus()
  if (!given) return chain.run()
  const { image, alt, decorative, caption } = given
  const content = caption ? [{ type: "text", text: caption }] : []
  return chain.insertContentAt(blockPlace(editor), { type: "picture", attrs: { image, alt, decorative }, content }).run()
}

async function insertEmbed(editor, known) {
  const names = known.map(([name]) => name).join(", ")
  const where = field(
    "Address",
    element("input", { type: "text", inputmode: "url", autocomplete: "off", spellcheck: "false" }),
    `Of a video, post or piece of code on ${names}. Nothing loads before a reader asks for it.`,
  )
  const given = await ask({
    title: "Embed",
    body: [where.box],
    submit: "Insert embed",
    answer() {
      const address = meant(where.control.value)
      const provider = providerOf(address, known)
      where.complain(provider ? "" : `That is not an address on ${names}. Set a link to it instead.`)
      return provider ? { address: address.trim() } : null
    },
  })
  const chain = editor.chain().focus()
  return given ? chain.insertContentAt(blockPlace(editor), { type: "embed", attrs: given }).run() : chain.run()
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

async function changePicture(editor, library, at) {
  const node = editor.state.doc.nodeAt(at)
  const given = await pickPicture(library, { title: "Change picture", submit: "Change picture" })
  if (given) replaceWords(editor, at, node, given)
  editor.commands.focus()
}

async function changeWords(editor, at) {
  const node = editor.state.doc.nodeAt(at)
  const given = await askWords({ ...node.attrs, caption: node.textContent })
  if (given) replaceWords(editor, at, node, { image: node.attrs.image, ...given })
  editor.commands.focus()
}

/** The caption keeps its marks if its words stay. */
function replaceWords(editor, at, node, { image, alt, decorative, caption }) {
  editor.commands.command(({ tr, state }) => {
    const content = caption === node.textContent ? node.content : caption ? state.schema.text(caption) : null
    tr.replaceWith(at, at + node.nodeSize, node.type.create({ image, alt, decorative }, content))
    return true
  })
}

async function changeTableCaption(editor) {
  const { caption = "" } = editor.getAttributes("table")
  const line = field("Caption", element("input", { type: "text", maxlength: 300, autocomplete: "off" }), "Readers and screen readers find the table by it.")
  line.control.value = caption
  const given = await ask({
    title: "Caption of this table",
    body: [line.box],
    submit: "Save",
    answer: () => ({ caption: line.control.value.replace(/\s+/g, " ").trim() }),
  })
  const chain = editor.chain().focus()
  return given ? chain.updateAttributes("table", given).run() : chain.run()
}

for (const textarea of document.querySelectorAll("textarea[data-body-editor]")) open(textarea)
