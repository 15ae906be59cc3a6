// Questions in a native <dialog>: focus, Escape and the rest of the page are the browser's business.
import { element } from "desk/editor/elements"

let count = 0

/** A labelled control; its complaint is read with it. */
export function field(label, control, help = "") {
  const id = `body-dialog-${++count}`
  control.id = id
  const complaint = element("p", { class: "body-complaint", id: `${id}-complaint`, hidden: true })
  const note = help ? element("p", { class: "body-help", id: `${id}-help` }, help) : null
  control.setAttribute("aria-describedby", [note?.id, complaint.id].filter(Boolean).join(" "))
  const box = element("div", { class: "body-field" })
  if (control.type === "checkbox") box.append(element("label", { for: id }, control, ` ${label}`))
  else box.append(element("label", { for: id }, label), control)
  box.append(...[note, complaint].filter(Boolean))
  return {
    box,
    control,
    complain(text) {
      complaint.textContent = text
      complaint.hidden = !text
      control.toggleAttribute("aria-invalid", Boolean(text))
      if (text) {
        control.setAttribute("aria-invalid", "true")
        control.focus()
      }
    },
  }
}

/**
 * Opens a dialog over the page. `answer()` gives the result, or null after it has complained.
 * Resolves with the result, or with null if the dialog was left.
 */
export function ask({ title, body, submit, answer, remove = "", wide = false, first = null }) {
  return new Promise((resolve) => {
    let result = null
    const titleId = `body-dialog-${++count}`
    const close = (value) => {
      result = value
      dialog.close()
    }
    const form = element(
      "form",
      {
        method: "dialog",
        novalidate: true,
        submit(event) {
          event.preventDefault()
          event.stopPropagation()
          const given = answer()
          if (given !== null) close(given)
        },
      },
      element("h2", { id: titleId }, title),
      ...body,
      element(
        "div",
        { class: "body-dialog-buttons" },
        element("button", { type: "submit", class: "body-next" }, submit),
        element("button", { type: "button", click: () => close(null) }, "Cancel"),
        remove ? element("button", { type: "button", class: "body-stop", click: () => close("remove") }, remove) : null,
      ),
    )
    const dialog = element("dialog", { class: `body-dialog${wide ? " is-wide" : ""}`, "aria-labelledby": titleId }, form)
    dialog.addEventListener("close", () => {
      dialog.remove()
      resolve(result)
    })
    document.body.append(dialog)
    dialog.showModal()
    ;(first ?? form.querySelector("input, textarea"))?.focus()
  })
}
