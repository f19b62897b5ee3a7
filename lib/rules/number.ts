const SCALE: Readonly<Record<string, number>> = { k: 1e3, K: 1e3, M: 1e6, G: 1e9, B: 1e9, T: 1e12 }
const NUMBER = /^([+-]?(?:\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)[ \t]*([^\d\s.,+-][^\d\s]*)?$/
const NOT_FINITE = /^[+-]?(?:nan|inf|infinity)$/i

/**
 * Returns the number that a text states; null for a nan or inf word or a number too large to hold; undefined for
 * anything else. Thousands commas are dropped (`1,234.5`), a unit behind the number too (`812.3ms`, `45 %`); a bare k,
 * M, G, B or T scales.
 */
export function parseNumber(text: string): number | null | undefined {
  const trimmed = text.trim()
  const match = NUMBER.exec(trimmed)
  if (match === null) return NOT_FINITE.test(trimmed) ? null : undefined
  const [, digits, unit] = match
  const value = Number((digits as string).replaceAll(',', '')) * (SCALE[unit ?? ''] ?? 1)
  return Number.isFinite(value) ? value : null
}
