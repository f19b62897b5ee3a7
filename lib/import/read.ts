// What a file of a stranger holds, whatever it holds: each reads one kind of value and takes no other.

export type Group = Readonly<Record<string, unknown>>

export const groupOf = (value: unknown): Group | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Group) : undefined

export const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** YAML reads 1 and true where text is meant. */
export const textIn = (value: unknown): string | undefined =>
  typeof value === 'string'
    ? value
    : typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : undefined

/** Pairs of texts; a key without a value stands for itself. */
export function namesIn(value: unknown): Readonly<Record<string, string>> {
  const pairs = Object.entries(groupOf(value) ?? {}).map(([name, text]) => [name, textIn(text) ?? ''] as const)
  return Object.fromEntries(pairs.map(([name, text]) => [name, text === '' ? name : text]))
}
