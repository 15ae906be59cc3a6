// What comes from another site. The server knows the providers and makes the address anew (articles/embeds.py); here
// their patterns only tell an embed from a link while there is still time to say so.
import { Node, pm } from "django-prose-editor/editor"
import { element } from "desk/editor/elements"

const { Plugin, TextSelection } = pm.state

/** The provider whose address this is, as [name, pattern, what it is], or nothing. */
const find = (text, providers) => providers.find(([, pattern]) => new RegExp(`^(?:${pattern})$`).test(text.trim()))

/** Its name, or "". */
export function providerOf(text, providers) {
  return find(text, providers)?.[0] ?? ""
}

/** What readers get before they ask, as articles/typesetting.py writes it; here the button does nothing. */
function plate(address, provider) {
  const [name, , what] = provider
  const title = `${what[0].toUpperCase()}${what.slice(1)} on ${name}`
  return element(
    "div",
    { class: "body-plate", contenteditable: "false" },
    element("p", {}, `${title}. Nothing loads from there, and ${name} learns nothing, until you ask for it.`),
    element(
      "p",
      {},
      element("span", { class: "body-plate-button" }, `Load the ${what}`),
      element("a", { href: address, target: "_blank", rel: "noopener", tabindex: "-1" }, `See it on ${name}`),
    ),
  )
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
      const provider = find(address, this.options.known)
      const remove = element(
        "button",
        {
          type: "button",
          click: () => editor.chain().focus().deleteRange({ from: getPos(), to: getPos() + editor.state.doc.nodeAt(getPos()).nodeSize }).run(),
        },
        "Remove embed",
      )
      const shown = provider
        ? plate(address, provider)
        : element(
            "p",
            { class: "body-picture-words", contenteditable: "false" },
            "Not a known provider: readers get a link to ",
            element("a", { href: address, target: "_blank", rel: "noopener" }, address),
          )
      const buttons = element("div", { class: "body-picture-buttons", contenteditable: "false", role: "group", "aria-label": "Embed" }, remove)
      const contentDOM = element("figcaption", { class: "body-caption" })
      return {
        dom: element("figure", { class: "body-picture body-embed" }, shown, buttons, contentDOM),
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
