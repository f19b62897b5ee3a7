// Texts, numbers and names as JSON. What is done by hand here is what JSON.stringify takes most of its time for; texts
// are joined by +, because a template asks of each part whether it is a text.

/**
 * Neither what JSON escapes nor what is not ASCII, but for quotes and backslashes: searching for those is quicker than
 * a larger class.
 */
const PRINTABLE_ASCII = /^[ -~]*$/

/** True for a text that JSON writes as it is, between quotes. */
export function isPlain(text: string): boolean {
  return !text.includes('"') && !text.includes('\\') && PRINTABLE_ASCII.test(text)
}

/** Returns a text as JSON.stringify gives it. */
export function quoted(text: string): string {
  return isPlain(text) ? '"' + text + '"' : JSON.stringify(text)
}

/** Returns the same text in one piece: one that was joined is gone through part by part each time it is encoded. */
export function flat(text: string): string {
  return JSON.parse(JSON.stringify(text)) as string
}

/** Texts of a key that are kept, at most 256 characters each: 100 KiB of names. A power of two. */
const SLOTS = 64

/**
 * Returns a function that gives `,"key":"text"`. Names of nodes, loggers and formats repeat: the last ones are kept,
 * each in its slot.
 */
export function repeated(key: string): (text: string) => string {
  const texts = new Array<string>(SLOTS).fill('')
  const members = new Array<string>(SLOTS).fill(`,"${key}":""`)
  return text => {
    const { length } = text
    if (length === 0 || length > 256) return ',"' + key + '":' + JSON.stringify(text)
    const slot =
      (length * 31 + text.charCodeAt(0) * 7 + text.charCodeAt(length - 1) + text.charCodeAt(length >> 1) * 13) &
      (SLOTS - 1)
    if (texts[slot] === text) return members[slot] as string
    // Copies: a text that is cut out of a line keeps the whole chunk alive.
    const quote = JSON.stringify(text)
    texts[slot] = JSON.parse(quote) as string
    members[slot] = flat(',"' + key + '":' + quote)
    return members[slot] as string
  }
}

/** Ranks and the like below this have their texts kept. */
const MAX_SMALL = 1024

/** Returns a function that gives `,"key":number`. Ranks come again and again, and a step is reported by every rank. */
export function repeatedNumber(key: string): (value: number) => string {
  const small = new Array<string>(MAX_SMALL).fill('')
  let last = Number.NaN
  let lastMember = ''
  return value => {
    const kept = small[value]
    if (kept !== undefined && kept !== '') return kept
    if (value === last) return lastMember
    last = value
    lastMember = flat(',"' + key + '":' + numeral(value))
    if (kept === '') small[value] = lastMember
    return lastMember
  }
}

/** 0 to 999 in one, two and three digits. */
const DIGITS = [1, 2, 3].map(places =>
  Array.from({ length: 10 ** places }, (_, value) => String(value).padStart(places, '0')),
)

/** `0.` to `999.` */
const POINTS = Array.from({ length: 1000 }, (_, whole) => `${whole}.`)

/**
 * Returns a number as JSON.stringify gives it; what is not finite becomes null. Of decimals with at most 8 places and
 * 15 digits the shortest that gives the same double is the only one, so it is found by trying: that takes less than
 * half the time of turning a double into text. JSON.stringify for the others, because V8 keeps the last 16,384 numbers
 * that a template has made text of: 20 MB a million lines grew old.
 */
export function numeral(value: number): string {
  const size = Math.abs(value)
  if (Number.isInteger(value) || size >= 1e15 || size < 1e-6 || Number.isNaN(value))
    return Number.isFinite(value) ? `${value}` : 'null'
  // Most decimals are short ones, or have all the digits of a double.
  if (size < 1e6 && Math.round(size * 1e8) / 1e8 !== size) return JSON.stringify(value)
  let power = 1
  for (let places = 1; places <= 8; places++) {
    power *= 10
    const scaled = Math.round(size * power)
    if (scaled >= 1e15) break
    if (scaled / power !== size) continue
    const whole = Math.floor(size)
    return (value < 0 ? '-' : '') + (POINTS[whole] ?? `${whole}.`) + digits(scaled - whole * power, places)
  }
  return JSON.stringify(value)
}

/** Returns a whole number below 10^places in exactly so many digits. */
function digits(value: number, places: number): string {
  if (places <= 3) return DIGITS[places - 1]?.[value] as string
  const high = Math.floor(value / 1000)
  return digits(high, places - 3) + (DIGITS[2]?.[value - high * 1000] as string)
}

/** A name, the number that was written with it last, and both as JSON, once that number came twice in a row. */
interface Named {
  readonly name: string
  value: number | null
  text: string
}
/**
 * Metric names repeat on every line, and most of their numbers are those of the last line: every rank says the same.
 * Pure caches of names, one for the first name of an object and one for the others, kept for the process because every
 * writer of it asks for the same names. At most 4,096 names each; beyond that, nothing more is kept.
 */
const firstNames = new Map<string, Named>()
const laterNames = new Map<string, Named>()
const MAX_NAMES = 4096

/** Returns `"name":number`, with a comma before it where it is not the first. */
export function namedNumber(isFirst: boolean, name: string, value: number | null): string {
  const names = isFirst ? firstNames : laterNames
  let named = names.get(name)
  if (named === undefined) {
    named = { name: flat((isFirst ? '' : ',') + JSON.stringify(name) + ':'), value: Number.NaN, text: '' }
    if (names.size < MAX_NAMES) names.set(name, named)
  }
  if (named.value === value && named.text !== '') return named.text
  const text = named.name + (value === null ? 'null' : numeral(value))
  // Texts that are kept for one line each outlive it, and there are millions of them.
  named.text = named.value === value ? flat(text) : ''
  named.value = value
  return text
}

/** Returns `"name":value`, or '' for a value that JSON has no form for. */
export function namedValue(isFirst: boolean, name: string, value: unknown): string {
  if (typeof value === 'number') return namedNumber(isFirst, name, value)
  const text = typeof value === 'string' ? quoted(value) : JSON.stringify(value)
  return text === undefined ? '' : (isFirst ? '' : ',') + quoted(name) + ':' + text
}
