// "1,140 words · 6,402 characters · 5 min read", counted as articles/prose.py counts.

const WORDS_A_MINUTE = 230
const number = new Intl.NumberFormat("en-GB")
const plural = (count, one, many) => `${number.format(count)} ${count === 1 ? one : many}`

/** Words have a letter or a digit: a dash between two spaces is none. */
export function count(text) {
  const words = text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length
  return { words, characters: text.replaceAll("\n", "").length, minutes: Math.ceil(words / WORDS_A_MINUTE) }
}

/** `commissioned`: how many words were asked for, as one writes the number. */
export function sentence(text, commissioned = "") {
  const { words, characters, minutes } = count(text)
  const said = `${plural(words, "word", "words")} · ${plural(characters, "character", "characters")} · ${minutes} min read`
  return commissioned ? `${said} · commissioned ${commissioned}` : said
}

export const inShort = (text) => plural(count(text).words, "word", "words")

export function wordsOf(doc) {
  let captions = ""
  doc.descendants((node) => {
    if (node.attrs.caption) captions += `\n${node.attrs.caption}`
  })
  return doc.textBetween(0, doc.content.size, "\n", (leaf) => (leaf.type.name === "hardBreak" ? "\n" : "")) + captions
}
