// File name patterns as a shell writes them: * ? [a-z] [!x] {a,b} and ** for any depth. Hidden names match only a pattern that says the dot.

/** One part of a pattern between slashes. */
export type Segment =
  /** This name and no other: needs no directory to be read. */
  | { readonly is: 'literal'; readonly name: string }
  /** `**`: this directory and all below it. */
  | { readonly is: 'tree' }
  | { readonly is: 'pattern'; readonly pattern: RegExp }

export function isGlob(path: string): boolean {
  return /[*?[{]/.test(path)
}

/** Most alternatives that the braces of one pattern may stand for. */
const MAX_ALTERNATIVES = 256

/** Returns the segments of every alternative of a pattern. A leading `/` gives a literal segment with an empty name. */
export function parseGlob(pattern: string): readonly (readonly Segment[])[] {
  return expandBraces(pattern).map(alternative => alternative.split('/').map(segmentOf))
}

/** Returns a test of whole paths; a pattern without `/` is tested against the last part of the path. */
export function globMatcher(pattern: string): (path: string) => boolean {
  const sources = expandBraces(pattern).map(alternative => alternative.split('/').map(part => (part === '**' ? '**' : nameSource(part))))
  // `**` stands for whole parts, none included.
  const patterns = sources.map(parts => new RegExp(`^${parts.join('/').replaceAll('**/', '(?:[^/]+/)*').replaceAll('**', '.*')}$`, 's'))
  const whole = pattern.includes('/')
  return path => {
    const text = whole ? path : path.slice(path.lastIndexOf('/') + 1)
    return patterns.some(one => one.test(text))
  }
}

function segmentOf(part: string): Segment {
  if (part === '**') return { is: 'tree' }
  return isGlob(part) ? { is: 'pattern', pattern: new RegExp(`^${nameSource(part)}$`, 's') } : { is: 'literal', name: part }
}

/** The regular expression source of one part. Runs of `*` count as one, so that no two of them compete for the same text. */
function nameSource(part: string): string {
  let source = part.startsWith('.') || !isGlob(part) ? '' : '(?!\\.)'
  for (let at = 0; at < part.length; at++) {
    const character = part[at] as string
    if (character === '*') {
      if (part[at - 1] !== '*') source += '[^/]*'
    } else if (character === '?') source += '[^/]'
    else if (character === '[' && part.indexOf(']', at + 2) > at) {
      const end = part.indexOf(']', at + 2)
      const inner = part.slice(at + 1, end)
      const negated = inner.startsWith('!') || inner.startsWith('^')
      source += `[${negated ? '^/' : ''}${(negated ? inner.slice(1) : inner).replace(/[\\\]^[]/g, '\\$&')}]`
      at = end
    } else source += character.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
  }
  return source
}

function expandBraces(pattern: string): readonly string[] {
  const done: string[] = []
  const open = [pattern]
  while (open.length > 0 && done.length + open.length <= MAX_ALTERNATIVES) {
    const text = open.shift() as string
    const braces = /\{([^{}]*,[^{}]*)\}/.exec(text)
    if (braces === null) done.push(text)
    else open.push(...(braces[1] as string).split(',').map(choice => text.slice(0, braces.index) + choice + text.slice(braces.index + braces[0].length)))
  }
  return [...done, ...open]
}
