// Times written in a layout that a user gives: strptime's directives, as Python has them.
import { readStamp, type Stamp } from '../formats/stamp.ts'

/** Reads a text in a layout; undefined where it is not in it, or no time. */
export type LayoutReader = (text: string) => Stamp | undefined

const MONTHS = 'Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec'
/** What each directive reads; a part that none of ours needs is read and dropped. */
const DIRECTIVES: Readonly<Record<string, string>> = {
  Y: '(?<year>\\d{4})',
  y: '(?<short_year>\\d\\d)',
  m: '(?<month>\\d{1,2})',
  d: '(?<day>\\d{1,2})',
  e: ' ?(?<day>\\d{1,2})',
  b: `(?<month_name>${MONTHS})[a-z]{0,6}`,
  B: `(?<month_name>${MONTHS})[a-z]{0,6}`,
  H: '(?<hour>\\d{1,2})',
  I: '(?<half_hour>\\d{1,2})',
  p: '(?<half>AM|PM|am|pm)',
  M: '(?<minute>\\d\\d)',
  S: '(?<second>\\d\\d)',
  f: '(?<fraction>\\d{1,9})',
  z: '(?<zone>Z|[+-]\\d\\d:?\\d\\d)',
  Z: '(?<zone_name>UTC|GMT|[A-Z]{2,5})',
  a: '[A-Z][a-z]{2}',
  A: '[A-Z][a-z]{5,8}',
  T: '(?<hour>\\d\\d):(?<minute>\\d\\d):(?<second>\\d\\d)',
  F: '(?<year>\\d{4})-(?<month>\\d\\d)-(?<day>\\d\\d)',
  '%': '%',
}

/** Returns the reader of a layout such as `%d.%m.%Y %H:%M:%S,%f`, or what is wrong with the layout. */
export function timeLayout(layout: string): LayoutReader | { readonly reason: string } {
  const seen = new Set<string>()
  let source = ''
  for (let at = 0; at < layout.length; at++) {
    const character = layout[at] as string
    if (character !== '%') {
      source += character === ' ' ? ' +' : character.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
      continue
    }
    const directive = layout[++at] ?? ''
    const part = DIRECTIVES[directive]
    if (part === undefined)
      return {
        reason: `%${directive} is no directive of a time; known: ${Object.keys(DIRECTIVES)
          .map(name => `%${name}`)
          .join(' ')}`,
      }
    for (const [, name] of part.matchAll(/\(\?<(\w+)>/g)) {
      if (seen.has(name as string)) return { reason: `the ${(name as string).replace('_', ' ')} is given twice` }
      seen.add(name as string)
    }
    source += part
  }
  if (!(seen.has('hour') || seen.has('half_hour')) || !seen.has('minute'))
    return { reason: 'a time needs at least %H and %M' }
  const pattern = new RegExp(`^${source}`)
  return text => {
    const groups = pattern.exec(text)?.groups
    return groups === undefined ? undefined : readStamp(civilText(groups))
  }
}

/** Writes the parts as our own reader takes them: full, without a year, or a time of the day alone. */
function civilText(groups: Readonly<Record<string, string | undefined>>): string {
  const two = (text: string | undefined): string => (text ?? '00').padStart(2, '0')
  const hour =
    groups['half_hour'] === undefined
      ? groups['hour']
      : String((Number(groups['half_hour']) % 12) + (/pm/i.test(groups['half'] ?? '') ? 12 : 0))
  const fraction = groups['fraction'] === undefined ? '' : `.${groups['fraction']}`
  const zone = groups['zone'] ?? (/^(?:UTC|GMT)$/.test(groups['zone_name'] ?? '') ? 'Z' : '')
  const time = `${two(hour)}:${two(groups['minute'])}:${two(groups['second'])}${fraction}`
  const month =
    groups['month_name'] === undefined ? groups['month'] : String(MONTHS.split('|').indexOf(groups['month_name']) + 1)
  if (month === undefined || groups['day'] === undefined) return time
  const year = groups['year'] ?? (groups['short_year'] === undefined ? undefined : `20${groups['short_year']}`)
  const date = `${two(month)}${year === undefined ? '/' : '-'}${two(groups['day'])}`
  return year === undefined ? `${date} ${time}` : `${year}-${date} ${time}${zone}`
}
