// File name patterns as a shell writes them: * ? [a-z] [!x] {a,b} and ** for any depth. Hidden names match only a
// pattern that says the dot. Matched by hand: as a regular expression, a dozen stars against one long name take hours.

/** One part of a pattern between slashes. */
export type Segment =
  /** This name and no other: needs no directory to be read. */
  | { readonly is: 'literal'; readonly name: string }
  /** `**`: this directory and all below it. */
  | { readonly is: 'tree' }
  | { readonly is: 'pattern'; matches(name: string): boolean }

/** What one character of a name may be; `star` stands for any number of characters. */
type Token = 'star' | 'any' | { readonly character: string } | { readonly set: RegExp }

export function isGlob(path: string): boolean {
  return /[*?[{]/.test(path)
}

/** Most alternatives that the braces of one pattern may stand for. */
const MAX_ALTERNATIVES = 256

/** Returns the segments of every alternative of a pattern. A leading `/` gives a literal segment with an empty name. */
export function parseGlob(pattern: string): readonly (readonly Segment[])[] {
  return braceAlternatives(pattern).map(alternative => alternative.split('/').map(segmentOf))
}

/** Returns a test of whole paths; a pattern without `/` is tested against the last part of the path. */
export function globMatcher(pattern: string): (path: string) => boolean {
  const alternatives = parseGlob(pattern)
  const whole = pattern.includes('/')
  return path => {
    const names = whole ? path.split('/') : [path.slice(path.lastIndexOf('/') + 1)]
    return alternatives.some(segments => matchSequence(segments, names, segment => segment.is === 'tree', fitsName))
  }
}

function fitsName(segment: Segment, name: string): boolean {
  return segment.is === 'literal' ? segment.name === name : segment.is === 'pattern' && segment.matches(name)
}

function segmentOf(part: string): Segment {
  if (part === '**') return { is: 'tree' }
  if (!isGlob(part)) return { is: 'literal', name: part }
  const tokens = tokensOf(part)
  const takesHidden = part.startsWith('.')
  return {
    is: 'pattern',
    matches: name =>
      (takesHidden || !name.startsWith('.')) &&
      matchSequence(tokens, [...name], token => token === 'star', fitsCharacter),
  }
}

function fitsCharacter(token: Token, character: string): boolean {
  if (typeof token === 'string') return true
  return 'set' in token ? token.set.test(character) : token.character === character
}

/**
 * Matches items against a pattern whose wildcards take any number of them: the last wildcard alone is tried again, so
 * at most items x pattern steps.
 */
function matchSequence<Part, Item>(
  parts: readonly Part[],
  items: readonly Item[],
  isWildcard: (part: Part) => boolean,
  fits: (part: Part, item: Item) => boolean,
): boolean {
  let part = 0
  let item = 0
  let wildcard = -1
  let retry = 0
  while (item < items.length) {
    const current = parts[part]
    if (current !== undefined && isWildcard(current)) {
      wildcard = part++
      retry = item
    } else if (current !== undefined && fits(current, items[item] as Item)) {
      part++
      item++
    } else if (wildcard !== -1) {
      part = wildcard + 1
      item = ++retry
    } else return false
  }
  return parts.slice(part).every(isWildcard)
}

function tokensOf(part: string): readonly Token[] {
  const tokens: Token[] = []
  for (let at = 0; at < part.length; at++) {
    const character = String.fromCodePoint(part.codePointAt(at) as number)
    const end = character === '[' ? part.indexOf(']', at + 2) : -1
    if (character === '*') tokens.push('star')
    else if (character === '?') tokens.push('any')
    else if (end !== -1) {
      tokens.push({ set: setOf(part.slice(at + 1, end)) })
      at = end
    } else {
      tokens.push({ character })
      at += character.length - 1
    }
  }
  return tokens
}

/** Returns the test of one character; a range that runs backwards holds nothing. */
function setOf(inner: string): RegExp {
  const negated = inner.startsWith('!') || inner.startsWith('^')
  const members = (negated ? inner.slice(1) : inner).replace(/[\\\]^[]/g, '\\$&')
  try {
    return new RegExp(`^[${negated ? '^' : ''}${members}]$`, 'su')
  } catch {
    return /[^\s\S]/
  }
}

/** Returns the patterns without braces that a pattern stands for, itself where it has none. */
export function braceAlternatives(pattern: string): readonly string[] {
  const done: string[] = []
  const open = [pattern]
  while (open.length > 0 && done.length + open.length <= MAX_ALTERNATIVES) {
    const text = open.shift() as string
    const braces = /\{([^{}]*,[^{}]*)\}/.exec(text)
    if (braces === null) done.push(text)
    else
      open.push(
        ...(braces[1] as string)
          .split(',')
          .map(choice => text.slice(0, braces.index) + choice + text.slice(braces.index + braces[0].length)),
      )
  }
  return [...done, ...open]
}
