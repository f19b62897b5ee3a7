// Layouts of times as Go writes them -> layouts with Python's directives, as job files have them.

/** Longest first where one begins like another. `undefined`: there is no such directive. */
const PARTS: readonly (readonly [string, string | undefined])[] = [
  ['January', '%B'],
  ['Jan', '%b'],
  ['Monday', '%A'],
  ['Mon', '%a'],
  ['MST', '%Z'],
  ['2006', '%Y'],
  ['002', undefined],
  ['__2', undefined],
  ['01', '%m'],
  ['02', '%d'],
  ['03', '%I'],
  ['04', '%M'],
  ['05', '%S'],
  ['06', '%y'],
  ['15', '%H'],
  ['_2', '%e'],
  ['Z07:00', '%z'],
  ['Z0700', '%z'],
  ['Z07', undefined],
  ['-07:00', '%z'],
  ['-0700', '%z'],
  ['-07', undefined],
  ['PM', '%p'],
  ['pm', '%p'],
  ['1', '%m'],
  ['2', '%d'],
  ['3', '%I'],
  ['4', '%M'],
  ['5', '%S'],
]

/** What logmon reads by itself. */
const AUTO = 'auto'

/** Names that Promtail knows. */
const NAMED: Readonly<Record<string, string>> = {
  ANSIC: 'Mon Jan _2 15:04:05 2006',
  UnixDate: 'Mon Jan _2 15:04:05 MST 2006',
  RubyDate: 'Mon Jan 02 15:04:05 -0700 2006',
  RFC822: '02 Jan 06 15:04 MST',
  RFC822Z: '02 Jan 06 15:04 -0700',
  RFC850: 'Monday, 02-Jan-06 15:04:05 MST',
  RFC1123: 'Mon, 02 Jan 2006 15:04:05 MST',
  RFC1123Z: 'Mon, 02 Jan 2006 15:04:05 -0700',
  RFC3339: AUTO,
  RFC3339Nano: AUTO,
  Unix: AUTO,
  UnixMs: AUTO,
  UnixUs: AUTO,
  UnixNs: AUTO,
}

export interface Layouts {
  /** To be tried one after the other. */
  readonly layouts: readonly string[]
  /** True where each names its zone, or is one of UTC by itself. */
  readonly hasZone: boolean
}

/** Returns the layouts that read what Go's layout reads; undefined where a part of it has no counterpart. */
export function layoutsOf(format: string): Layouts | undefined {
  const layout = Object.hasOwn(NAMED, format) ? (NAMED[format] as string) : format
  if (layout === AUTO) return { layouts: [AUTO], hasZone: true }
  let made = ''
  let rest = layout
  let isOptional = false
  while (rest !== '') {
    // Digits of a fraction stand behind the seconds; nines may be left out of the text.
    const fraction = /^([.,])(0+|9+)(?!\d)/.exec(rest)
    if (fraction !== null && made.endsWith('%S')) {
      const [whole, separator, digits = ''] = fraction
      isOptional ||= digits.startsWith('9')
      made += `${separator}%f`
      rest = rest.slice(whole.length)
      continue
    }
    const part = PARTS.find(([text]) => rest.startsWith(text))
    if (part === undefined) {
      made += rest.startsWith('%') ? '%%' : rest[0]
      rest = rest.slice(1)
    } else if (part[1] === undefined) return undefined
    else {
      made += part[1]
      rest = rest.slice(part[0].length)
    }
  }
  return {
    layouts: isOptional ? [made, made.replace(/[.,]%f/, '')] : [made],
    hasZone: /%[zZ]/.test(made),
  }
}
