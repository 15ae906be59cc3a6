// Text from Word, Google Docs, mail and web pages, made plain before the editor reads it. HTML in, HTML out: no page,
// no editor. What the schema does not know goes by itself; here stands what would be misread.

const DROPPED = "script, style, template, noscript, iframe, object, svg, meta, link, title, xml, img, input, select, textarea, button, col, colgroup"
const BLOCKS = "p, div, h1, h2, h3, h4, h5, h6, ul, ol, li, table, blockquote, pre, section, article, header, footer, main, aside, hr, figure"

export function tidyPaste(html) {
  const doc = new DOMParser().parseFromString(withoutStyles(html), "text/html")
  const body = doc.body
  // Already ours, or another editor's of the same make: its structure is right.
  if (body.querySelector("[data-pm-slice]")) return body.innerHTML
  dropComments(body)
  wordLists(body)
  for (const dropped of body.querySelectorAll(DROPPED)) dropped.remove()
  marks(body)
  headings(body)
  nestedLists(body)
  breaks(body)
  spaces(body)
  emptyBlocks(body)
  return body.innerHTML
}

/** The page's policy refuses styles and handlers even in a document nobody sees: they are read under other names. */
function withoutStyles(html) {
  return html
    .replace(/<style[\s>][\s\S]*?<\/style\s*>/gi, "")
    .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/([\s"'/])(style|on[a-z]+)(\s*=)/gi, "$1data-was-$2$3"))
}

const styleOf = (node) => node.getAttribute("data-was-style") ?? ""
const isBold = (style) => /(?:^|;)\s*font-weight:\s*(bold|[6-9]00)/i.test(style)
const isLight = (style) => /(?:^|;)\s*font-weight:\s*(normal|lighter|[1-5]00)/i.test(style)

function dropComments(body) {
  const walker = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_COMMENT)
  const comments = []
  while (walker.nextNode()) comments.push(walker.currentNode)
  for (const comment of comments) comment.remove()
}

function rename(node, tag) {
  const renamed = node.ownerDocument.createElement(tag)
  renamed.append(...node.childNodes)
  node.replaceWith(renamed)
  return renamed
}

/** Word writes lists as paragraphs with the marker as text and the level in a style. */
function wordLists(body) {
  let open = [] // the lists that the item before stands in, outermost first
  for (const item of body.querySelectorAll("p, h1, h2, h3, h4, h5, h6")) {
    const level = Number(/mso-list:[^;]*\blevel(\d)/i.exec(styleOf(item))?.[1] ?? 0)
    if (!level) continue
    if (open.length && item.previousElementSibling !== open[0]) open = []
    const marker = [...item.querySelectorAll("[data-was-style]")].find((node) => /mso-list:\s*ignore/i.test(styleOf(node)))
    const sign = marker?.textContent.trim() ?? ""
    marker?.remove()
    const number = /^\(?(\d+|[a-z]{1,5})[.)]$/i.exec(sign)?.[1]
    const tag = number ? "ol" : "ul"
    open.length = Math.min(open.length, level)
    if (open.length === level && level === 1 && open[0].localName !== tag) open = []
    while (open.length < level) {
      const list = body.ownerDocument.createElement(tag)
      if (Number(number) > 1) list.setAttribute("start", number)
      const outer = open.at(-1)
      if (outer) (outer.lastElementChild ?? outer.appendChild(body.ownerDocument.createElement("li"))).append(list)
      else item.before(list)
      open.push(list)
    }
    const line = body.ownerDocument.createElement("li")
    line.append(...item.childNodes)
    open.at(-1).append(line)
    item.remove()
  }
}

function marks(body) {
  // Google Docs wraps everything in <b style="font-weight:normal">.
  for (const bold of body.querySelectorAll("b, strong")) if (isLight(styleOf(bold))) bold.replaceWith(...bold.childNodes)
  for (const span of [...body.querySelectorAll("span, font")].reverse()) {
    const style = styleOf(span)
    let inner = [...span.childNodes]
    if (/font-style:\s*italic/i.test(style)) inner = [wrap(span, "em", inner)]
    if (isBold(style) && !span.closest("h1, h2, h3, h4, h5, h6, th")) inner = [wrap(span, "strong", inner)]
    span.replaceWith(...inner)
  }
}

function wrap(node, tag, children) {
  const mark = node.ownerDocument.createElement(tag)
  mark.append(...children)
  return mark
}

function headings(body) {
  for (const title of body.querySelectorAll("p.MsoTitle, p.title, h1")) rename(title, "h2")
  for (const deep of body.querySelectorAll("h5, h6")) rename(deep, "h4")
  for (const quote of body.querySelectorAll("p.MsoQuote, p.MsoIntenseQuote")) {
    const block = quote.ownerDocument.createElement("blockquote")
    quote.replaceWith(block)
    block.append(quote)
  }
  for (const heading of body.querySelectorAll("h2, h3, h4")) {
    for (const bold of heading.querySelectorAll("b, strong")) bold.replaceWith(...bold.childNodes)
  }
}

/** Google Docs puts a list beside the item it belongs to. */
function nestedLists(body) {
  for (const list of body.querySelectorAll("ul > ul, ul > ol, ol > ul, ol > ol")) {
    if (list.previousElementSibling?.localName === "li") list.previousElementSibling.append(list)
  }
}

/** Two line breaks are the end of a paragraph; a break between blocks is nothing. */
function breaks(body) {
  for (const lineBreak of [...body.querySelectorAll("br")]) {
    const next = lineBreak.nextElementSibling
    if (lineBreak.parentNode && next?.localName === "br" && !textBetween(lineBreak, next)) split(lineBreak)
  }
  for (const lineBreak of body.querySelectorAll("br")) {
    const beside = [lineBreak.previousElementSibling, lineBreak.nextElementSibling]
    const alone = beside.every((node, side) => !node || (node.matches(BLOCKS) && !textBetween(...(side ? [lineBreak, node] : [node, lineBreak]))))
    const ends = !lineBreak.nextSibling || !lineBreak.previousSibling
    if ((beside.some(Boolean) && alone) || (ends && lineBreak.parentNode.matches(BLOCKS))) lineBreak.remove()
  }
}

function textBetween(start, end) {
  let text = ""
  for (let node = start.nextSibling; node && node !== end; node = node.nextSibling) text += node.textContent
  return text.trim()
}

function split(lineBreak) {
  const block = lineBreak.parentNode
  let node = lineBreak
  const gone = []
  while (node && (node.localName === "br" || (node.nodeType === 3 && !node.data.trim()))) {
    gone.push(node)
    node = node.nextSibling
  }
  if (!["p", "div", "body", "section", "article", "blockquote"].includes(block.localName)) {
    for (const more of gone.slice(1)) more.remove()
    return
  }
  const isText = (child) => child.nodeType === 3 || (child.nodeType === 1 && !child.matches(BLOCKS))
  const before = []
  for (let child = lineBreak.previousSibling; child && isText(child); child = child.previousSibling) before.unshift(child)
  const after = []
  for (let child = node; child && isText(child); child = child.nextSibling) after.push(child)
  for (const child of gone) child.remove()
  if (block.localName === "p") {
    const rest = block.ownerDocument.createElement("p")
    rest.append(...after)
    block.after(rest)
    return
  }
  const place = before[0]?.previousSibling
  const paragraphs = [before, after].filter((nodes) => nodes.some((child) => child.textContent.trim())).map((nodes) => wrap(block, "p", nodes))
  if (place) place.after(...paragraphs)
  else block.prepend(...paragraphs)
}

/** As articles/blocks.py: a non-breaking space stays beside a digit and before a dash. */
function spaces(body) {
  const walker = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const text = walker.currentNode
    if (!text.data.includes("\u00a0") || text.parentElement.closest("pre")) continue
    text.data = text.data
      .replace(/(?<!\d)\u00a0(?![\d–—])|(?<!\S)\u00a0|\u00a0(?!\S)/g, " ")
      .replace(/[ \t\r\n]{2,}/g, " ")
  }
}

function emptyBlocks(body) {
  for (const block of [...body.querySelectorAll("p, h2, h3, h4, li, ul, ol, blockquote, div")].reverse()) {
    if (!block.textContent.trim() && !block.querySelector("hr, figure, td")) block.remove()
  }
}
