// Promtail's drop stage -> a step.
import type { DropConfig, StepConfig } from '../config/source.ts'
import { parseDuration } from '../record/time.ts'
import type { Stage } from './pipeline.ts'
import { groupOf, listIn, textIn } from './read.ts'
import { patternIn } from './stage-parts.ts'

const UNITS: Readonly<Record<string, number>> = { '': 1, b: 1, kb: 1024, mb: 1024 ** 2, kib: 1024, mib: 1024 ** 2 }
/** What the text of several values is called while it is looked at. */
const JOINED = 'joined_values'

export function dropOf(stage: Stage): readonly StepConfig[] {
  const { settings, pipeline, place } = stage
  const group = groupOf(settings) ?? {}
  const sources = [...listIn(group['source'])].map(textIn).filter(name => name !== undefined)
  const single = Array.isArray(group['source']) && sources.length === 1 ? sources[0] : textIn(group['source'])
  const isJoined = sources.length > 1
  const made: { -readonly [K in keyof DropConfig]: DropConfig[K] } = {}
  if (isJoined) made.from = JOINED
  else if (single !== undefined && single !== '') made.from = single
  const value = textIn(group['value'])
  if (value !== undefined) made.equals = value
  if (group['expression'] !== undefined) {
    const pattern = patternIn(stage, group['expression'], 'expression')
    // A drop without its condition would drop all.
    if (pattern === undefined) return []
    made.pattern = pattern
  }
  const longer = group['longer_than']
  if (longer !== undefined) {
    const bytes = bytesOf(longer)
    if (bytes === undefined) {
      pipeline.tell([...place, 'longer_than'], 'is no number of bytes')
      return []
    }
    made.longer_than = bytes
  }
  const older = textIn(group['older_than'])
  if (older !== undefined) {
    if (parseDuration(older) === undefined) {
      pipeline.tell([...place, 'older_than'], `${older} is no duration of logmon, such as 24h`)
      return []
    }
    made.older_than = older
  }
  if (Object.keys(made).length === 0) {
    pipeline.tell(place, 'has no condition')
    return []
  }
  if (!isJoined) return [{ drop: made }]
  const separator = textIn(group['separator']) ?? ';'
  return [{ text: { into: JOINED, text: sources.map(name => `{${name}}`).join(separator) } }, { drop: made }]
}

function bytesOf(value: unknown): number | undefined {
  const match = /^(\d+)\s*([a-z]*)$/i.exec(textIn(value) ?? '')
  const unit = UNITS[(match?.[2] ?? '').toLowerCase()]
  return match === null || unit === undefined ? undefined : Number(match[1]) * unit
}
