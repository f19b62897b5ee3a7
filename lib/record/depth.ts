// How deep JSON may be. Reading it needs no stack, but whatever walks through a value afterwards (writing, joining,
// turning into text) calls itself for each level, and a few thousand end the process.

/** Objects and lists inside of each other that a record keeps as they are. */
export const MAX_DEPTH = 256
/** Likewise, for JSON in the text of a log: a record that holds it, and what it was found in, is within MAX_DEPTH. */
export const MAX_TEXT_DEPTH = 200

/**
 * Returns JSON text in which everything deeper than `most` objects and lists is a JSON string of what stood there: the
 * same text where nothing is. Text that is no JSON is returned as it is. Linear in the length of the text.
 */
export function withinDepth(text: string, most: number): string {
  if (!mayBeDeeper(text, most)) return text
  const parts: string[] = []
  /** Where the value starts that is too deep, and what was copied up to. */
  let from = 0
  let copied = 0
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) at = endOfString(text, at)
    else if (code === OPEN_OBJECT || code === OPEN_LIST) {
      if (depth++ === most) from = at
    } else if (code === CLOSE_OBJECT || code === CLOSE_LIST) {
      if (--depth !== most) continue
      parts.push(text.slice(copied, from), JSON.stringify(text.slice(from, at + 1)))
      copied = at + 1
    }
  }
  if (parts.length === 0 || !isJson(text)) return text
  parts.push(text.slice(copied))
  return parts.join('')
}

/** True for JSON text with something in it that is deeper than `most` objects and lists. */
export function isDeeper(text: string, most: number): boolean {
  return withinDepth(text, most) !== text
}

const QUOTE = 34
const BACKSLASH = 92
const OPEN_LIST = 91
const CLOSE_LIST = 93
const OPEN_OBJECT = 123
const CLOSE_OBJECT = 125

/** False for nearly every text, at the cost of a search: it has too few brackets. */
function mayBeDeeper(text: string, most: number): boolean {
  // Each level is opened and closed.
  if (text.length < 2 * (most + 1)) return false
  let left = most
  for (const open of ['{', '['])
    for (let at = text.indexOf(open); at !== -1; at = text.indexOf(open, at + 1)) if (--left < 0) return true
  return false
}

/** Returns where the string ends that starts at a quote; the end of the text where it does not end. */
function endOfString(text: string, from: number): number {
  for (let at = text.indexOf('"', from + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let backslashes = 0
    while (text.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes++
    if (backslashes % 2 === 0) return at
  }
  return text.length
}

/** JSON.parse itself takes any depth. What is too deep must be looked into too: nothing else reads it any more. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
