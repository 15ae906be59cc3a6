// What opens a dialog: figures, embeds, a table's caption. Loaded once somebody writes.
import { meant } from "desk/editor/addresses"
import { ask, field } from "desk/editor/dialogs"
import { element } from "desk/editor/elements"
import { providerOf } from "desk/editor/embeds"
import { askWords, pickPicture } from "desk/editor/picker"

/** `place` tells where a figure goes. */
export async function insertPicture(editor, library, place) {
  const given = await pickPicture(library)
  const chain = editor.chain().focus()
  if (!given) return chain.run()
  const { image, alt, decorative, caption } = given
  const content = caption ? [{ type: "text", text: caption }] : []
  return chain.insertContentAt(place(editor), { type: "picture", attrs: { image, alt, decorative }, content }).run()
}

export async function insertEmbed(editor, known, place) {
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
  return given ? chain.insertContentAt(place(editor), { type: "embed", attrs: given }).run() : chain.run()
}

export async function changePicture(editor, library, at) {
  const node = editor.state.doc.nodeAt(at)
  const given = await pickPicture(library, { title: "Change picture", submit: "Change picture" })
  if (given) replaceWords(editor, at, node, given)
  editor.commands.focus()
}

export async function changeWords(editor, at) {
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

export async function changeTableCaption(editor) {
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
