// Choosing a picture of the library, and what this story says about it.
import { doubt } from "desk/alt"
import { ask as askInDialog, field } from "desk/editor/dialogs"
import { element, icon } from "desk/editor/elements"

const PAUSE = 250 // ms after the last key, before the library is asked

/** What this story says about a picture: alt text or "decorative", and the caption. */
function wordsOf(given) {
  const alt = field(
    "Alt text in this story",
    element("textarea", { rows: 2, maxlength: 250, autocomplete: "off" }),
    "What a reader who cannot see the picture needs to know from it. Leave out “Image of”.",
  )
  const decorative = field("Decorative: readers lose nothing without it", element("input", { type: "checkbox" }))
  const caption = field("Caption", element("textarea", { rows: 2, maxlength: 600, autocomplete: "off" }))
  const words = {
    parts: [alt.box, decorative.box, caption.box],
    fill({ alt: text = "", decorative: isDecorative = false, caption: line = "" }) {
      alt.control.value = text
      decorative.control.checked = isDecorative
      caption.control.value = line
      sync()
      ask()
    },
    first: alt.control,
    answer() {
      const text = alt.control.value.replace(/\s+/g, " ").trim()
      const isDecorative = decorative.control.checked
      alt.complain(text || isDecorative ? "" : "Describe the picture, or tick “decorative”.")
      if (!text && !isDecorative) return null
      return { alt: isDecorative ? "" : text, decorative: isDecorative, caption: caption.control.value.replace(/\s+/g, " ").trim() }
    },
  }
  const sync = () => {
    alt.control.disabled = decorative.control.checked
    if (decorative.control.checked) alt.complain("")
  }
  decorative.control.addEventListener("change", sync)
  const question = element("p", { class: "body-help body-question", role: "status", hidden: true })
  alt.box.append(question)
  const ask = () => {
    const words = decorative.control.checked ? "" : doubt(alt.control.value, caption.control.value)
    if (question.textContent !== words) question.textContent = words
    question.hidden = !words
  }
  for (const { control } of [alt, decorative, caption]) control.addEventListener("input", ask)
  words.fill(given)
  return words
}

/** Resolves with `{alt, decorative, caption}` or null. */
export function askWords(given) {
  const words = wordsOf(given)
  return askInDialog({
    title: "Alt text and caption",
    body: words.parts,
    submit: "Save",
    answer: words.answer,
    first: given.decorative ? null : words.first,
  })
}

/** Resolves with `{image, alt, decorative, caption}` or null. */
export function pickPicture(library, { title = "Figure", submit = "Insert figure", keep = null } = {}) {
  const search = field("Find a picture", element("input", { type: "search", autocomplete: "off", spellcheck: "false" }))
  const status = element("p", { class: "body-help", role: "status" })
  const file = element("input", { type: "file", accept: "image/jpeg,image/png,image/webp,image/avif", hidden: true, tabindex: "-1", "aria-label": "File" })
  const upload = element("button", { type: "button", class: "body-upload", click: () => file.click() }, "Upload…")
  file.addEventListener("change", async () => {
    if (!file.files.length) return
    status.textContent = `Uploading ${file.files[0].name}…`
    try {
      const id = await library.take(file.files[0])
      const picture = await library.describe(id)
      show([picture], "")
      grid.firstElementChild.click()
      status.textContent = `In the library: ${picture.title}. Say what it shows.`
    } catch (error) {
      status.textContent = `Refused: ${error.message}`
    }
    file.value = ""
  })
  const grid = element("div", { class: "body-grid", role: "group", "aria-label": "Pictures" })
  const words = wordsOf(keep ?? {})
  const credit = element("p", { class: "body-help" })
  const side = element("fieldset", { class: "body-words", disabled: true }, element("legend", {}, "In this story"), ...words.parts, credit)
  let chosen = null
  let asked = 0
  let timer = 0

  const choose = (picture, button) => {
    chosen = picture
    for (const other of grid.children) other.setAttribute("aria-pressed", String(other === button))
    side.disabled = false
    credit.textContent = picture.credit ? `Credit, from the library: ${picture.credit}` : ""
    if (!keep) words.fill({ alt: picture.alt, caption: picture.caption })
    status.textContent = `Chosen: ${picture.title}`
  }

  const show = (pictures, query) => {
    grid.replaceChildren(
      ...pictures.map((picture) => {
        const button = element(
          "button",
          {
            type: "button",
            class: "body-choice",
            "aria-pressed": "false",
            "aria-disabled": picture.ended ? "true" : null,
            tabindex: "-1",
            click: () => {
              if (picture.ended) {
                status.textContent = `“${picture.title}” cannot be used: ${picture.warning || "its rights ended"}.`
                return
              }
              choose(picture, button)
              if (matchMedia("(max-width: 640px)").matches) side.scrollIntoView({ block: "start" })
              words.first.focus()
            },
          },
          element("img", { src: picture.thumb, alt: "", loading: "lazy", width: 160, height: 120 }),
          element("span", {}, picture.title),
          picture.warning ? element("span", { class: "body-help" }, picture.warning) : null,
        )
        return button
      }),
    )
    grid.firstElementChild?.setAttribute("tabindex", "0")
    if (pictures.length) status.textContent = pictures.length === 1 ? "1 picture" : `${pictures.length} pictures`
    else status.textContent = query ? `No picture matches “${query}”. Try one word less, or upload it.` : "No pictures yet. Upload the first under Images."
  }

  const find = async () => {
    const query = search.control.value.trim()
    const turn = ++asked
    status.textContent = "Looking…"
    try {
      const pictures = await library.find(query)
      if (turn === asked) show(pictures, query)
    } catch {
      if (turn !== asked) return
      grid.replaceChildren()
      status.textContent = "The pictures could not be loaded. Nothing in your text has changed. Type again to try again."
    }
  }

  search.control.addEventListener("input", () => {
    clearTimeout(timer)
    timer = setTimeout(find, PAUSE)
  })
  search.control.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault()
    if (event.key === "ArrowDown" && grid.firstElementChild) {
      event.preventDefault()
      grid.querySelector("[tabindex='0']").focus()
    }
  })
  grid.addEventListener("keydown", (event) => moveInGrid(event, grid))
  find()

  return askInDialog({
    title,
    wide: true,
    body: [element("div", { class: "body-picker" }, element("div", {}, search.box, library.upload ? element("p", {}, upload, file) : null, status, grid), side)],
    submit,
    first: search.control,
    answer() {
      if (!chosen) {
        search.complain("Choose a picture first.")
        return null
      }
      search.complain("")
      const said = words.answer()
      return said && { image: String(chosen.id), ...said }
    },
  })
}

/** The grid is one tab stop; arrows go through it as it is drawn. */
function moveInGrid(event, grid) {
  const buttons = [...grid.children]
  const at = buttons.indexOf(document.activeElement)
  if (at < 0) return
  const columns = buttons.filter((button) => button.offsetTop === buttons[0].offsetTop).length
  const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns, Home: -at, End: buttons.length - 1 - at }
  if (!(event.key in steps)) return
  event.preventDefault()
  const next = buttons[at + steps[event.key]]
  if (!next) return
  for (const button of buttons) button.setAttribute("tabindex", button === next ? "0" : "-1")
  next.focus()
}
