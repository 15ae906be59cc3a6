// What a body is made of, as ProseMirror's schema: exactly the canonical HTML of articles/prose.py, nothing else.
import {
  Blockquote, Bold, BulletList, Code, CodeBlock, Document, Dropcursor, Gapcursor, HardBreak, Heading, History,
  HorizontalRule, Italic, ListItem, Mark, Node, Paragraph, Placeholder, Text, TrailingNode, pm, wrappingInputRule,
} from "django-prose-editor/editor"
import { address } from "desk/editor/addresses"
import { element, icon } from "desk/editor/elements"
import { Embed } from "desk/editor/embeds"
import { tables } from "desk/editor/tables"

const { Plugin, TextSelection } = pm.state
const STORY = /^[a-z0-9]{12,32}$/

const Link = Mark.create({
  name: "link",
  priority: 1000,
  inclusive: false,
  addAttributes() {
    return { href: { default: null }, story: { default: null } }
  },
  parseHTML() {
    return [
      {
        tag: "a",
        getAttrs(dom) {
          const href = address(dom.getAttribute("href") ?? "")
          const story = dom.dataset.story ?? ""
          if (!href && !STORY.test(story)) return false
          return { href: href || null, story: STORY.test(story) ? story : null }
        },
      },
    ]
  },
  renderHTML({ mark }) {
    return ["a", { "data-story": mark.attrs.story, href: mark.attrs.href }, 0]
  },
  addProseMirrorPlugins() {
    // An address pasted over selected words makes them a link.
    const handlePaste = (view, event) => {
      const { selection } = view.state
      const href = address(event.clipboardData?.getData("text/plain") ?? "")
      if (!href || href.startsWith("/") || !(selection instanceof TextSelection) || selection.empty) return false
      return this.editor.commands.setMark("link", { href, story: null })
    }
    return [new Plugin({ props: { handlePaste } })]
  },
})

const OrderedList = Node.create({
  name: "orderedList",
  group: "block list",
  content: "listItem+",
  addAttributes() {
    return { start: { default: 1, parseHTML: (dom) => Number.parseInt(dom.getAttribute("start"), 10) || 1 } }
  },
  parseHTML() {
    return [{ tag: "ol" }]
  },
  renderHTML({ node }) {
    return ["ol", node.attrs.start === 1 ? {} : { start: node.attrs.start }, 0]
  },
  addInputRules() {
    return [wrappingInputRule({ find: /^(\d{1,3})\.\s$/, type: this.type, getAttributes: ([, start]) => ({ start: Number(start) }) })]
  },
})

// Tab leaves the body, so lists are indented with Ctrl ] and Ctrl [.
const Item = ListItem.extend({
  addKeyboardShortcuts() {
    return {
      Enter: () => this.editor.commands.splitListItem(this.name),
      "Mod-]": () => this.editor.commands.sinkListItem(this.name),
      "Mod-[": () => this.editor.commands.liftListItem(this.name),
    }
  },
})

// Ctrl Alt is AltGr on many European keyboards: those shortcuts would take away @, € and ².
const withoutShortcuts = { addKeyboardShortcuts: () => ({}) }

/** Out of a caption: Enter goes on below it, Backspace at its start does not tear it apart. */
const captionKeys = (names) => ({
  Enter({ editor }) {
    const { $from } = editor.state.selection
    if (!names.includes($from.parent.type.name)) return false
    const outer = ["picture", "embed"].includes($from.parent.type.name) ? $from.depth : $from.depth - 1
    const after = $from.after(outer)
    return editor.chain().insertContentAt(after, { type: "paragraph" }).setTextSelection(after + 1).scrollIntoView().run()
  },
  Backspace({ editor }) {
    const { $from, empty } = editor.state.selection
    return empty && $from.parentOffset === 0 && names.includes($from.parent.type.name)
  },
})

const Picture = Node.create({
  name: "picture",
  group: "block",
  content: "inline*",
  isolating: true,
  draggable: true,
  addOptions() {
    return { thumb: "", describe: null, onWords: null, onChange: null }
  },
  addAttributes() {
    return { image: { default: null }, alt: { default: "" }, decorative: { default: false } }
  },
  parseHTML() {
    return [
      {
        tag: "figure[data-image]",
        contentElement: (dom) => dom.querySelector("figcaption") ?? document.createElement("figcaption"),
        getAttrs(dom) {
          if (!/^[1-9][0-9]*$/.test(dom.dataset.image)) return false
          return {
            image: dom.dataset.image,
            alt: dom.querySelector("img")?.getAttribute("alt") ?? "",
            decorative: dom.dataset.decorative === "true",
          }
        },
      },
    ]
  },
  renderHTML({ node: { attrs } }) {
    return [
      "figure",
      { "data-image": attrs.image, "data-decorative": attrs.decorative ? "true" : null },
      ["img", { alt: attrs.alt }],
      ["figcaption", 0],
    ]
  },
  addKeyboardShortcuts() {
    return captionKeys([this.name])
  },
  addNodeView() {
    return ({ node, editor, getPos }) => new PictureView(node, editor, getPos, this.options)
  },
})

/** A figure as readers see it, with what can be done about it. */
class PictureView {
  constructor(node, editor, getPos, options) {
    this.options = options
    this.image = element("img", { draggable: "false", error: () => this.missing() })
    this.words = element("p", { class: "body-picture-words", contenteditable: "false" })
    this.contentDOM = element("figcaption", { class: "body-caption" })
    this.credit = element("span", { class: "body-picture-credit", contenteditable: "false" })
    const button = (label, act, ...content) =>
      element("button", { type: "button", "aria-label": label, click: () => act(getPos()) }, ...(content.length ? content : [label]))
    this.buttons = element(
      "div",
      { class: "body-picture-buttons", contenteditable: "false", role: "group", "aria-label": "Picture" },
      button("Change", (at) => options.onChange(at)),
      button("Alt text and caption", (at) => options.onWords(at)),
      button("Remove picture", (at) => editor.chain().focus().deleteRange({ from: at, to: at + this.node.nodeSize }).run(), icon("remove")),
    )
    this.dom = element("figure", { class: "body-picture" }, this.image, this.buttons, this.words, this.contentDOM, this.credit)
    this.update(node)
  }

  update(node) {
    if (node.type.name !== "picture") return false
    const { image, alt, decorative } = node.attrs
    if (image !== this.node?.attrs.image) {
      this.dom.classList.remove("is-missing")
      this.image.src = this.options.thumb.replace("/0/", `/${image}/`)
      this.credit.textContent = ""
      this.options.describe(image).then((about) => {
        if (about) this.credit.textContent = about.credit
      })
    }
    this.node = node
    this.dom.dataset.image = image
    this.image.alt = decorative ? "" : alt
    this.words.textContent = decorative ? "Decorative" : alt ? `Alt text: ${alt}` : "Alt text is missing"
    this.words.classList.toggle("is-wanting", !decorative && !alt)
    if (this.dom.classList.contains("is-missing")) this.missing()
    this.contentDOM.classList.toggle("is-bare", node.content.size === 0)
    return true
  }

  missing() {
    this.dom.classList.add("is-missing")
    this.credit.textContent = `Picture ${this.node.attrs.image} cannot be shown here: it is gone, or you may not see it.`
  }

  selectNode() {
    this.dom.classList.add("is-selected")
  }

  deselectNode() {
    this.dom.classList.remove("is-selected")
  }

  stopEvent(event) {
    return this.buttons.contains(event.target)
  }

  ignoreMutation(mutation) {
    return mutation.type !== "selection" && !this.contentDOM.contains(mutation.target)
  }
}

const PullQuote = Node.create({
  name: "pullQuote",
  group: "block",
  content: "pullQuoteWords pullQuoteSource",
  isolating: true,
  parseHTML() {
    return [{ tag: "figure[data-pullquote]" }]
  },
  renderHTML() {
    return ["figure", { "data-pullquote": "true" }, 0]
  },
})

const PullQuoteWords = Node.create({
  name: "pullQuoteWords",
  content: "paragraph+",
  defining: true,
  parseHTML() {
    return [{ tag: "blockquote", context: "pullQuote/", priority: 60 }]
  },
  renderHTML() {
    return ["blockquote", 0]
  },
  addKeyboardShortcuts() {
    return {
      Enter({ editor }) {
        const { $from } = editor.state.selection
        if ($from.depth < 2 || $from.node(-1).type.name !== "pullQuoteWords") return false
        return editor.commands.setTextSelection($from.after($from.depth - 1) + 1)
      },
      Backspace({ editor }) {
        const { $from, empty } = editor.state.selection
        if (!empty || $from.parentOffset || $from.depth < 2 || $from.node(-1).type.name !== "pullQuoteWords") return false
        // An empty one goes; one with words stays whole.
        if ($from.index(-1) > 0) return false
        return $from.node(-2).textContent ? true : editor.commands.deleteNode("pullQuote")
      },
    }
  },
})

const PullQuoteSource = Node.create({
  name: "pullQuoteSource",
  content: "inline*",
  parseHTML() {
    return [{ tag: "figcaption", context: "pullQuote/", priority: 60 }]
  },
  renderHTML() {
    return ["figcaption", 0]
  },
  addKeyboardShortcuts() {
    return captionKeys([this.name])
  },
})

// Marks what is empty; editor.css has the words that stand there.
const hints = Placeholder.configure({ includeChildren: true, showOnlyCurrent: false, placeholder: "" })

export function extensions({ pictures, embeds }) {
  return [
    Document,
    Paragraph.extend(withoutShortcuts),
    Text,
    Heading.extend(withoutShortcuts).configure({ levels: [2, 3, 4] }),
    Bold,
    Italic,
    Code.extend({ excludes: "" }),
    Link,
    BulletList,
    OrderedList,
    Item,
    Blockquote,
    CodeBlock.extend(withoutShortcuts),
    HorizontalRule,
    HardBreak,
    Picture.configure(pictures),
    Embed.extend({ addKeyboardShortcuts: () => captionKeys(["embed"]) }).configure({ known: embeds }),
    PullQuote,
    PullQuoteWords,
    PullQuoteSource,
    ...tables,
    History,
    Dropcursor,
    Gapcursor,
    TrailingNode,
    hints,
  ]
}
