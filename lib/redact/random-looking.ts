// Whether characters look as if a machine had drawn them: what tells a value that may be a secret from words, numbers,
// paths and identifiers.

/** Returns the length of the longest run of letters and digits that holds both, mixed. */
export function longestRandomPart(text: string): number {
  let longest = 0
  for (const [part] of text.matchAll(/[A-Za-z0-9]+/g)) if (part.length > longest && isMixed(part)) longest = part.length
  return longest
}

/**
 * True where letters and digits change more often than in a name with a number at its end (`gpt2`, `bf16`, `3B`), or
 * case does so in the way of no name.
 */
function isMixed(part: string): boolean {
  if (!/\d/.test(part) || !/[A-Za-z]/.test(part)) return false
  const changes = part.match(/[A-Za-z](?=\d)|\d(?=[A-Za-z])/g)?.length ?? 0
  return changes >= 2
}

const NUMBER = /^[+-]?(?:\d[\d_,]*\.?\d*|\.\d+)(?:e[+-]?\d+)?[a-z%]{0,4}$/i
const DATE = /^\d{4}-\d\d-\d\d|^\d{1,2}:\d\d/
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const PATH = /^(?:\.{0,2}|~|[A-Za-z]:)?[\\/]|^[\w.-]+(?:\/[\w.-]+)+\.\w{1,5}$|:\/\//
/** Words, each with at most one number: `llama-3-8b-instruct`, `layers.11.attention`, `alltoall_seq_v2`. */
const WORDS = /^[<[(]?(?:[A-Za-z]+\d{0,6}|\d{1,6}[A-Za-z]{0,2})(?:[-_.:/@+|][A-Za-z]*\d{0,6}[A-Za-z]{0,2})*[>\])]?$/
/** Longer values are looked at so far. */
const SEEN_CHARS = 160

/** True for a value under a name that may or may not tell a secret. */
export function looksSecret(value: string): boolean {
  const seen = value.slice(0, SEEN_CHARS)
  if (seen.length < 8 || /\s/.test(seen)) return false
  if (NUMBER.test(seen) || DATE.test(seen) || UUID.test(seen) || PATH.test(seen)) return false
  if (/^sha(?:1|256|512)[:-]|^md5:/.test(seen)) return false
  if (!/[A-Za-z]/.test(seen)) return false
  // Base64 of less than a name's length has case that changes without a word's reason.
  if (!/\d/.test(seen)) return seen.length >= 16 && (seen.match(/[a-z](?=[A-Z])/g)?.length ?? 0) * 5 >= seen.length
  return longestRandomPart(seen) >= 8 || !WORDS.test(seen)
}

/** True for a value of any length that no word of a language is: with a digit or a sign in it. */
export const looksMadeUp = (value: string): boolean =>
  value.length >= 4 && !/\s/.test(value) && (/[A-Za-z]/.test(value) ? /[^A-Za-z_.'-]/.test(value) : value.length >= 6)
