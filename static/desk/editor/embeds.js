// What comes from another site. The server knows the providers and makes the address anew (articles/embeds.py); here
// their patterns only tell an embed from a link while there is still time to say so.
import { Node, pm } from "django-prose-editor/editor"
import { element } from "desk/editor/elements"

const { Plugin, TextSelection } = pm.state

/** Name of the provider whose address this is, or "". */
export function providerOf(text, known) {
  return known.find(([, pattern]) => new RegExp(`^(?:${pattern})$`).test(text.trim()))?.[0] ?? ""
}

export const Embed = Node.create({
  name: "embed",
  group: "block",
  content: "inline*",
  isolating: true,
  draggable: true,
  addOptions() {
    return { known: [] }
  },
  addAttributes() {
    return { address: { default: "" } }
  },
  parseHTML() {
    return [
      {
        tag: "figure[data-embed]",
        contentElement: (dom) => dom.querySelector("figcaption") ?? document.createElement("figcaption"),
        getAttrs: (dom) => ({ address: dom.dataset.embed }),
      },
    ]
  },
  renderHTML({ node }) {
    return ["figure", { "data-embed": node.attrs.address }, ["figcaption", 0]]
  },
  addNodeView() {
    return ({ node, editor, getPos }) => {
      const { address } = node.attrs
      const provider = providerOf(address, this.options.known)
      const remove = element(
        "button",
        {
          type: "button",
          click: () => editor.chain().focus().deleteRange({ from: getPos(), to: getPos() + editor.state.doc.nodeAt(getPos()).nodeSize }).run(),
        },
        "Remove embed",
      )
      const words = element(
        "p",
        { class: "body-picture-words", contenteditable: "false" },
        provider ? `Embed from ${provider}, loaded when a reader asks: ` : "Not a known provider: readers get a link to ",
        element("a", { href: address, target: "_blank", rel: "noopener" }, address),
      )
      const buttons = element("div", { class: "body-picture-buttons", contenteditable: "false", role: "group", "aria-label": "Embed" }, remove)
      const contentDOM = element("figcaption", { class: "body-caption" })
      return {
        dom: element("figure", { class: "body-picture body-embed" }, words, buttons, contentDOM),
        contentDOM,
        stopEvent: (event) => buttons.contains(event.target),
        ignoreMutation: (mutation) => mutation.type !== "selection" && !contentDOM.contains(mutation.target),
      }
    }
  },
  addProseMirrorPlugins() {
    // An address of a known provider, pasted where no words are.
    const handlePaste = (view, event) => {
      const { selection } = view.state
      const text = event.clipboardData?.getData("text/plain").trim() ?? ""
      const alone = selection instanceof TextSelection && selection.empty && !selection.$from.parent.content.size
      if (!alone || selection.$from.depth !== 1 || !providerOf(text, this.options.known)) return false
      return this.editor.commands.insertContentAt(
        { from: selection.$from.before(1), to: selection.$from.after(1) },
        { type: "embed", attrs: { address: text } },
      )
    }
    return [new Plugin({ props: { handlePaste } })]
  },
})
