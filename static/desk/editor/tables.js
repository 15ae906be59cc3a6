// Tables without widths, colours and alignment; the caption is an attribute, because ProseMirror's tables hold rows only.
import { Table, TableCell, TableHeader, TableRow } from "django-prose-editor/editor"
import { element } from "desk/editor/elements"

const cell = {
  content: "(paragraph | bulletList | orderedList | codeBlock)+",
  addAttributes() {
    return { colspan: { default: 1 }, rowspan: { default: 1 }, colwidth: { default: null, rendered: false, parseHTML: () => null } }
  },
}

class CaptionedTableView {
  constructor(node) {
    this.caption = element("caption", { contenteditable: "false" })
    this.contentDOM = element("tbody")
    this.dom = element("div", { class: "body-table" }, element("table", {}, this.caption, this.contentDOM))
    this.update(node)
  }

  update(node) {
    if (node.type.name !== "table") return false
    this.caption.textContent = node.attrs.caption
    this.caption.hidden = !node.attrs.caption
    return true
  }

  ignoreMutation(mutation) {
    return mutation.type !== "selection" && !this.contentDOM.contains(mutation.target)
  }
}

const CaptionedTable = Table.extend({
  addAttributes() {
    return {
      caption: {
        default: "",
        rendered: false,
        parseHTML: (dom) => dom.querySelector(":scope > caption")?.textContent.replace(/\s+/g, " ").trim() ?? "",
      },
    }
  },
  parseHTML() {
    return [{ tag: "table", contentElement: withoutCaption }]
  },
  renderHTML({ node }) {
    const rows = ["tbody", 0]
    return node.attrs.caption ? ["table", ["caption", node.attrs.caption], rows] : ["table", rows]
  },
  addNodeView() {
    return ({ node }) => new CaptionedTableView(node)
  },
  addKeyboardShortcuts() {
    const { Backspace, Delete } = this.parent()
    return {
      // From cell to cell; from the last one Tab leaves the body, as it does elsewhere.
      Tab: () => this.editor.commands.goToNextCell(),
      "Shift-Tab": () => this.editor.commands.goToPreviousCell(),
      Backspace,
      Delete,
    }
  },
})

function withoutCaption(table) {
  const copy = table.cloneNode(true)
  copy.querySelector(":scope > caption")?.remove()
  return copy
}

export const tables = [CaptionedTable, TableRow, TableHeader.extend(cell), TableCell.extend(cell)]
