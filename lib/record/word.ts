/**
 * Returns a value of JSON as a word: a text as it is, a number or a truth as text, '' for all else. `String` and join
 * call what an object has under the name `toString`, which in JSON may be anything, and call themselves for each list
 * in a list.
 */
export function wordOf(value: unknown): string {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}
