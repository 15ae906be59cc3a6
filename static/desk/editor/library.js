// Asking the library about pictures; choosing one is picker.js.

export class Library {
  /** `upload` takes a file in; without it, pictures are only chosen. */
  constructor(url, upload = "", token = () => "") {
    this.url = url
    this.upload = upload
    this.token = token
    this.known = new Map()
  }

  /** Takes a file in and answers with its number. Throws with words for the person. */
  async take(file) {
    const body = new FormData()
    body.append("csrfmiddlewaretoken", this.token())
    body.append("file", file)
    const answer = await fetch(this.upload, { method: "POST", body, headers: { Accept: "application/json" } }).catch(() => {
      throw new Error("no connection.")
    })
    const { id, refused } = await answer.json().catch(() => ({ refused: "it could not be taken in." }))
    if (refused) throw new Error(refused)
    return String(id)
  }

  async find(query) {
    const url = new URL(this.url, location.href)
    url.searchParams.set("q", query)
    return this.#ask(url)
  }

  /** What the library says about one picture; null if it cannot be asked or does not know it. */
  async describe(image) {
    if (!this.known.has(String(image))) {
      const url = new URL(this.url, location.href)
      url.searchParams.set("id", image)
      await this.#ask(url).catch(() => null)
    }
    return this.known.get(String(image)) ?? null
  }

  async #ask(url) {
    const answer = await fetch(url, { headers: { Accept: "application/json" } })
    if (!answer.ok) throw new Error(`The library answered ${answer.status}`)
    const { pictures } = await answer.json()
    for (const picture of pictures) this.known.set(String(picture.id), picture)
    return pictures
  }
}
