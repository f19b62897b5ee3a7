// The one strict reader of numbers in log text.

/** Returns the number that a text is: decimal or exponent form, thousands commas allowed, nan and inf as JavaScript's own; undefined for anything else. */
export function parseNumber(text: string): number | undefined {
  const value = Number(text)
  // Number('') and Number(' ') are 0, Number('0x1f') is 31: none of them is a number here.
  if (Number.isFinite(value)) return text.trim() === '' || /[xXoObB]/.test(text) ? undefined : value
  return nonFinite(text) ?? (/^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(text) ? Number(text.replaceAll(',', '')) : undefined)
}

function nonFinite(text: string): number | undefined {
  switch (text.trim().toLowerCase()) {
    case 'nan':
    case '-nan':
    case '+nan':
      return Number.NaN
    case 'inf':
    case '+inf':
    case 'infinity':
    case '+infinity':
      return Number.POSITIVE_INFINITY
    case '-inf':
    case '-infinity':
      return Number.NEGATIVE_INFINITY
    default:
      return undefined
  }
}

/** A number at the start of a text, in any of the forms that logs use; group 1 is the number, group 2 the unit glued to it or after one blank. */
const LEADING_NUMBER =
  /^([+-]?(?:\d{1,3}(?:,\d{3})+(?![\d])(?:\.\d+)?|\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|[+-]?(?:nan|NaN|NAN|inf|Inf|INF|Infinity|infinity)\b)/

export interface Measured {
  readonly value: number
  /** What follows the number up to the next blank, comma or bracket: `ms`, `GiB`, `%`, `s/it`; '' where nothing does. */
  readonly unit: string
  /** Characters read, unit included. */
  readonly length: number
}

/** Returns the number that a text starts with and the unit glued to it, or undefined. */
export function readMeasured(text: string): Measured | undefined {
  const match = LEADING_NUMBER.exec(text)
  if (match === null) return undefined
  const value = parseNumber(match[1] as string)
  if (value === undefined) return undefined
  const unit = /^[A-Za-zµ%][A-Za-zµ%/.]*/.exec(text.slice((match[1] as string).length, (match[1] as string).length + 24))?.[0] ?? ''
  return { value, unit, length: (match[1] as string).length + unit.length }
}
