// Where a reader may be sent: the same rule as articles/plain.py, said while there is still time to mend it.

/** The address, or "". A page of this site becomes its path, so the link can follow the story when it moves. */
export function address(text) {
  const href = text.replace(/[\t\n\r]/g, "").trim()
  if (href.startsWith("/")) return /^\/[/\\]/.test(href) ? "" : href
  let url
  try {
    url = new URL(href)
  } catch {
    return ""
  }
  if (url.protocol === "mailto:") return /^[^@\s]+@[^@\s]+$/.test(url.pathname) ? href : ""
  if (!/^https?:\/\/[^\\]+$/i.test(href)) return ""
  return url.origin === location.origin ? url.pathname + url.search + url.hash : href
}

/** What somebody meant who left out the beginning: "example.com/a" or "desk@example.com". */
export function meant(text) {
  const given = text.trim()
  if (/^[^\s@/:]+@[^\s@/:]+\.[^\s@/:]+$/.test(given)) return `mailto:${given}`
  if (/^[^\s@/:]+\.[a-z]{2,}(?:[/?#:]|$)/i.test(given)) return `https://${given}`
  return given
}
