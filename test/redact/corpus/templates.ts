// The corpus of secrets is written so that no text of it looks like a living key, for hosts refuse such commits:
// `{A36}` stands for 36 drawn characters, `¦` for nothing, and `⟦…⟧` for what must go.

const ALPHABETS: Readonly<Record<string, string>> = {
  A: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
  U: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789',
  L: 'abcdefghijklmnopqrstuvwxyz0123456789',
  H: '0123456789abcdef',
  D: '0123456789',
  B: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
  W: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-',
}

/** Returns the characters that a template draws, always the same for the same template and seed. */
function drawn(alphabet: string, length: number, seed: number): string {
  let state = seed >>> 0
  let text = ''
  while (text.length < length) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    text += alphabet[(state >>> 16) % alphabet.length]
  }
  return text
}

/** A text, and what of it must be found: the parts that are secrets, between those that must stay. */
export interface Labelled {
  readonly text: string
  /** What stays, in order: one more than there are secrets. */
  readonly kept: readonly string[]
  readonly secrets: readonly string[]
}

/** Returns the text of a template with its labels. */
export function labelled(template: string, seed = 1): Labelled {
  let draws = seed
  const filled = template
    .replace(/\{([AULHDBW])(\d+)\}/g, (_, alphabet: string, length: string) => {
      draws += 7919
      return drawn(ALPHABETS[alphabet] as string, Number(length), draws)
    })
    .replaceAll('¦', '')
  const parts = filled.split(/[⟦⟧]/)
  return {
    text: parts.join(''),
    kept: parts.filter((_, index) => index % 2 === 0),
    secrets: parts.filter((_, index) => index % 2 === 1),
  }
}

/** Why a redacted text is not what its labels ask for; undefined where it is. */
export function fault({ text, kept, secrets }: Labelled, redacted: string): string | undefined {
  const left = secrets.find(secret => redacted.includes(secret))
  if (left !== undefined) return `stays: ${left}`
  if (secrets.length === 0) return redacted === text ? undefined : `changed: ${redacted}`
  const escaped = kept.map(part => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${escaped.join('\\[redacted[a-z0-9-]*\\]')}$`).test(redacted)
    ? undefined
    : `not only it: ${redacted}`
}
