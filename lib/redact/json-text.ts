/**
 * Returns a JSON value as text, however deep it is: `JSON.stringify` calls itself, and ends the process in the depth.
 */
export function jsonText(value: unknown): string {
  let text = ''
  /** What is still to be written, the next at the end: text as it is, or a value. */
  const left: ({ readonly text: string } | { readonly value: unknown })[] = [{ value }]
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    if ('text' in next) text += next.text
    else if (typeof next.value !== 'object' || next.value === null) text += JSON.stringify(next.value) ?? 'null'
    else {
      const isList = Array.isArray(next.value)
      const parts = Object.entries(next.value)
      text += isList ? '[' : '{'
      left.push({ text: isList ? ']' : '}' })
      for (const [index, [name, inner]] of [...parts.entries()].reverse()) {
        left.push({ value: inner })
        left.push({ text: `${index === 0 ? '' : ','}${isList ? '' : `${JSON.stringify(name)}:`}` })
      }
    }
  }
  return text
}
