// A body of the user's own: any JSON, in whose texts `{title}` and other names are replaced. What is put in stays
// within its text, whatever a log holds: the JSON is written after it.
import { incidentId, noticeId } from '../record/alert-identity.ts'
import { nearestName } from '../record/nearest.ts'
import type { AlertRecord } from '../record/types.generated.ts'
import { cleanLine } from '../redact/clean-text.ts'
import { messageOf } from './message.ts'
import { messageText } from './message-text.ts'
import type { ChannelIssue } from './secret.ts'

/** JSON as it stands in the job file. */
export type Template = string | number | boolean | null | readonly Template[] | { readonly [name: string]: Template }

const MAX_TEXT = 16_384

const line = (text: string | undefined): string => cleanLine(text ?? '', 200)

/** Numbers, lists and groups stand as such where a text is nothing but their name. */
const NAMES: Readonly<Record<string, (alert: AlertRecord) => unknown>> = {
  title: alert => messageOf(alert).title,
  text: alert => messageText(messageOf(alert), MAX_TEXT).trimEnd(),
  summary: ({ summary }) => line(summary),
  state: ({ state }) => state,
  severity: ({ severity = 'warning' }) => severity,
  job: ({ job }) => line(job),
  run: ({ run }) => line(run),
  attempt: ({ attempt = null }) => attempt,
  node: ({ node }) => line(node),
  rank: ({ rank = null }) => rank,
  key: ({ key }) => line(key),
  reason: ({ labels }) => line(labels?.['reason']),
  id: alert => noticeId(alert),
  incident: alert => incidentId(alert),
  time: ({ time = '' }) => time,
  starts_at: ({ starts_at: starts = '' }) => starts,
  ends_at: ({ ends_at: ends = '' }) => ends,
  link: alert => messageOf(alert).links[0]?.url ?? '',
  links: alert => messageOf(alert).links,
  facts: alert => messageOf(alert).facts,
  labels: ({ labels = {} }) => Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, line(value)])),
  steps: ({ steps = [] }) => steps,
}

const PLACEHOLDER = /\{\{|\}\}|\{(\w+)\}/g

/** Returns the body that a template becomes. `{{` and `}}` stand for braces. */
export function filled(template: Template, alert: AlertRecord): unknown {
  if (typeof template === 'string') return filledText(template, alert)
  if (Array.isArray(template)) return template.map(inner => filled(inner, alert))
  if (typeof template !== 'object' || template === null) return template
  return Object.fromEntries(Object.entries(template).map(([name, inner]) => [name, filled(inner, alert)]))
}

function filledText(text: string, alert: AlertRecord): unknown {
  const [, only = ''] = /^\{(\w+)\}$/.exec(text) ?? []
  if (Object.hasOwn(NAMES, only)) return NAMES[only]?.(alert)
  return text.replace(PLACEHOLDER, (whole, name: string | undefined) => {
    if (name === undefined) return whole.slice(1)
    const value = NAMES[name]?.(alert) ?? ''
    return typeof value === 'object' ? JSON.stringify(value) : String(value)
  })
}

/** Returns a template that stands in the job file as JSON text, or as it is. */
export function templateOf(body: Template): Template {
  return typeof body === 'string' ? (JSON.parse(body) as Template) : body
}

/** Returns what is wrong with a body: text that is no JSON, names that an alert does not have. */
export function templateIssues(body: Template): readonly ChannelIssue[] {
  if (typeof body !== 'string') return nameIssues(body, ['body'])
  try {
    return nameIssues(JSON.parse(body) as Template, ['body'])
  } catch (error) {
    return [{ path: ['body'], reason: `is no JSON: ${cleanLine((error as Error).message, 200)}` }]
  }
}

function nameIssues(template: Template, path: readonly string[]): readonly ChannelIssue[] {
  if (typeof template === 'object' && template !== null)
    return Object.entries(template).flatMap(([name, inner]) => nameIssues(inner as Template, [...path, name]))
  if (typeof template !== 'string') return []
  return [...template.matchAll(PLACEHOLDER)].flatMap(([, name]) => {
    if (name === undefined || Object.hasOwn(NAMES, name)) return []
    const meant = nearestName(name, Object.keys(NAMES))
    const guess = meant === undefined ? '' : `; did you mean {${meant}}?`
    return [
      { path, reason: `{${name}} is nothing that an alert knows${guess} There are: ${Object.keys(NAMES).join(', ')}` },
    ]
  })
}
