// Paths of members: `log.level`, `request."user-agent"`, `items[0].name`: what JMESPath and JavaScript have in common.

export type JsonPath = readonly (string | number)[]

/** `@` is the whole. */
const PART = /^(?:\.?([A-Za-z_]\w*)|\.?"((?:[^"\\]|\\.)*)"|\[(-?\d{1,9})\])/

/** Returns the steps of a path; undefined for what is none. */
export function jsonPath(text: string): JsonPath | undefined {
  if (text === '@') return []
  const path: (string | number)[] = []
  let rest = text.trim()
  while (rest !== '') {
    const match = PART.exec(rest)
    if (match === null || (path.length === 0 && rest.startsWith('.'))) return undefined
    const [whole, name, quoted, index] = match
    if (path.length > 0 && index === undefined && !rest.startsWith('.')) return undefined
    if (index !== undefined) path.push(Number(index))
    else path.push(name ?? (quoted as string).replace(/\\(.)/g, '$1'))
    rest = rest.slice(whole.length)
  }
  return path.length === 0 ? undefined : path
}

/** Returns the member at a path; undefined where there is none. A negative index counts from the end. */
export function memberAt(value: unknown, path: JsonPath): unknown {
  let at = value
  for (const step of path) {
    if (typeof at !== 'object' || at === null) return undefined
    if (typeof step === 'number') at = Array.isArray(at) ? at.at(step) : undefined
    else
      at = Object.hasOwn(at, step) && !Array.isArray(at) ? (at as Readonly<Record<string, unknown>>)[step] : undefined
  }
  return at
}
