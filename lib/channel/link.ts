// Links of the job file: templates of addresses, filled with what is known of an alert.
import { nearestName } from '../record/nearest.ts'
import { parseTime } from '../record/time.ts'
import type { AlertRecord } from '../record/types.generated.ts'
import { cleanLine } from '../redact/clean-text.ts'
import type { Link } from './message.ts'

/** Addresses by title; `{job}` and other names in them are replaced. */
export type LinkTemplates = Readonly<Record<string, string>>

type Filled = Pick<AlertRecord, 'job' | 'run' | 'attempt' | 'node' | 'rank' | 'key' | 'state' | 'severity'> &
  Pick<AlertRecord, 'starts_at' | 'ends_at' | 'time' | 'steps'>

const HOUR = 3_600_000
/** What a page of graphs shows before the beginning and after the end, so that one sees the change. */
const MARGIN = HOUR / 4

const NAMES: Readonly<Record<string, (alert: Filled) => string | number | undefined>> = {
  job: ({ job }) => job,
  run: ({ run }) => run,
  attempt: ({ attempt }) => attempt,
  node: ({ node }) => node,
  rank: ({ rank }) => rank,
  key: ({ key }) => key,
  state: ({ state }) => state,
  severity: ({ severity }) => severity,
  step: ({ steps }) => steps?.at(-1)?.step,
  from_ms: alert => beginning(alert),
  to_ms: alert => end(alert),
  starts_at: ({ starts_at }) => starts_at,
  time: ({ time }) => time,
}

function beginning({ starts_at: starts, time }: Filled): number | undefined {
  const millis = parseTime(starts ?? time ?? '')
  return millis === undefined ? undefined : Math.floor(millis) - MARGIN
}

function end({ ends_at: ends, time, starts_at: starts }: Filled): number | undefined {
  const millis = parseTime(ends ?? time ?? starts ?? '')
  return millis === undefined ? undefined : Math.floor(millis) + MARGIN
}

const PLACEHOLDER = /\{(\w+)\}/g
const LONGEST = 2000

/**
 * Returns the links of an alert, each value encoded: text of a log stays within its place of the address. A link is
 * left out where something in it is not known.
 */
export function linksOf(templates: LinkTemplates, alert: Filled): readonly Link[] {
  return Object.entries(templates).flatMap(([title, template]) => {
    let isWhole = true
    const url = template.replace(PLACEHOLDER, (_, name: string) => {
      const value = NAMES[name]?.(alert)
      if (value === undefined) isWhole = false
      return encodeURIComponent(typeof value === 'string' ? cleanLine(value, 200) : `${value}`)
    })
    return isWhole && url.length <= LONGEST ? [{ title: cleanLine(title, 60), url }] : []
  })
}

/** Returns what is wrong with a template; undefined for nothing. */
export function linkIssue(template: string): string | undefined {
  for (const [, name = ''] of template.matchAll(PLACEHOLDER)) {
    if (Object.hasOwn(NAMES, name)) continue
    const meant = nearestName(name, Object.keys(NAMES))
    return `{${name}} is nothing that an alert knows${meant === undefined ? '' : `; did you mean {${meant}}?`} There are: ${Object.keys(NAMES).join(', ')}`
  }
  const sample = template.replace(PLACEHOLDER, 'x')
  if (!/^https?:\/\/[^/{}\s]+/.test(template) || !/^[\x21-\x7e]+$/.test(sample))
    return 'is no address; write one such as https://grafana.example.com/d/abc?var-job={job}'
  return undefined
}
