// A link leads to a story of ours, chosen by its words and kept by its identity, or to an address elsewhere.
import { address, meant } from "desk/editor/addresses"
import { ask, field } from "desk/editor/dialogs"
import { element } from "desk/editor/elements"

const PAUSE = 250 // ms after the last key, before the desk is asked

async function stories(url, name, value) {
  const asked = new URL(url, location.href)
  asked.searchParams.set(name, value)
  const answer = await fetch(asked, { headers: { Accept: "application/json" } })
  if (!answer.ok) throw new Error(`The desk answered ${answer.status}`)
  return (await answer.json()).stories
}

export async function changeLink(editor, url) {
  const { href = "", story = null } = editor.getAttributes("link")
  const isLink = editor.isActive("link")
  const needsWords = !isLink && editor.state.selection.empty
  const words = field("Words", element("input", { type: "text", autocomplete: "off" }))
  const where = field(
    "Story or address",
    element("input", { type: "text", autocomplete: "off", spellcheck: "false" }),
    "Words of one of our headlines, or https://… or a mail address.",
  )
  const status = element("p", { class: "body-help", role: "status" })
  const found = element("div", { class: "body-found", role: "group", "aria-label": "Stories" })
  let chosen = null
  let asked = 0
  let timer = 0

  const choose = (picked) => {
    chosen = picked
    where.complain("")
    status.textContent = `Leads to “${picked.headline}”, wherever it moves.`
  }

  const show = (list) => {
    found.replaceChildren(
      ...list.map((one, at) =>
        element(
          "button",
          {
            type: "button",
            class: "body-story",
            tabindex: at ? "-1" : "0",
            click: (event) => {
              choose(one)
              event.target.closest("form").requestSubmit()
            },
          },
          element("span", {}, one.headline),
          element("span", { class: "body-help" }, one.line),
        ),
      ),
    )
  }

  const find = async () => {
    const query = where.control.value.trim()
    const turn = ++asked
    const isElsewhere = address(meant(query)) && !address(query).startsWith("/")
    if (!query || isElsewhere) {
      show([])
      status.textContent = ""
      return
    }
    try {
      const list = await stories(url, "q", query)
      if (turn !== asked) return
      show(list)
      if (!chosen) status.textContent = list.length ? `${list.length} ${list.length === 1 ? "story" : "stories"}. Arrow down, then Enter.` : `No story matches “${query}”.`
    } catch {
      if (turn === asked) status.textContent = "The stories could not be asked for. An address still works."
    }
  }

  where.control.value = story ? "" : (href ?? "")
  if (story) {
    stories(url, "id", story)
      .then(([known]) => known && !where.control.value && choose(known))
      .catch(() => null)
  }
  where.control.addEventListener("input", () => {
    chosen = null
    clearTimeout(timer)
    timer = setTimeout(find, PAUSE)
  })
  where.control.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" || !found.firstElementChild) return
    event.preventDefault()
    found.firstElementChild.focus()
  })
  found.addEventListener("keydown", (event) => {
    const all = [...found.children]
    const at = all.indexOf(document.activeElement)
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key]
    if (at < 0 || next === undefined) return
    event.preventDefault()
    if (next < 0) return where.control.focus()
    for (const [index, other] of all.entries()) other.setAttribute("tabindex", index === next ? "0" : "-1")
    all[next]?.focus()
  })

  const given = await ask({
    title: isLink ? "Change link" : "Link",
    body: [...(needsWords ? [words.box] : []), where.box, status, found],
    submit: isLink ? "Change" : "Insert link",
    remove: isLink ? "Remove link" : "",
    first: where.control,
    answer() {
      const said = words.control.value.trim()
      if (chosen) return { href: chosen.path || null, story: chosen.id, words: said || chosen.headline }
      const query = where.control.value.trim()
      if (story && !query) return { href, story, words: said } // it leads where it led
      const place = address(meant(query))
      const isWords = /\s/.test(query) || !/[.:/@]/.test(query)
      where.complain(place ? "" : isWords && query ? "Choose one of the stories below, or give an address." : "That is no address a reader can be sent to. It begins with https://, mailto: or /.")
      return place ? { href: place, story: place === href ? story : null, words: said || place } : null
    },
  })
  clearTimeout(timer)
  const chain = editor.chain().focus()
  if (given === null) return chain.run()
  if (given === "remove") return chain.extendMarkRange("link").unsetMark("link").run()
  const mark = { href: given.href, story: given.story }
  if (needsWords) return chain.insertContent({ type: "text", text: given.words, marks: [{ type: "link", attrs: mark }] }).run()
  if (isLink) chain.extendMarkRange("link")
  return chain.setMark("link", mark).run()
}
