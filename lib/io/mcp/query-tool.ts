// `query`: entries of a log, by what they say.
import type { Driver } from '../../drive.ts'
import { parseTime } from '../../record/time.ts'
import type { AnyRecord, LogRecord } from '../../record/types.generated.ts'
import { isRefusal } from '../../serve/refusal.ts'
import { readLogLines } from '../read-log-lines.ts'
import { openSafely, safeFile } from '../serve/safe-path.ts'
import { below } from './readable-logs.ts'
import { type McpSettings, refused, type Tool } from './tool.ts'

const LEVELS = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'] as const
const MOST_ENTRIES = 200
const LONGEST_MESSAGE = 600
/** Of a log that is longer only its beginning is looked through. */
const MOST_BYTES = 1024 * 1024 * 1024

export const queryTool: Tool = {
  name: 'query',
  title: 'Entries of a log',
  description:
    'Gives entries of one training log as records (time, level, rank, node, step, metrics, message), filtered by text, level, rank, steps or ' +
    'time. A traceback is one entry. The newest come unless `first` is true.',
  schema: {
    type: 'object',
    required: ['path'],
    additionalProperties: false,
    properties: {
      path: {
        type: 'string',
        minLength: 1,
        maxLength: 4096,
        description: 'A log: an absolute path, or one below the root',
      },
      contains: {
        type: 'string',
        maxLength: 256,
        description: 'Text that must stand in the message, in letters of either case',
      },
      level: { type: 'string', enum: LEVELS, description: 'Entries of this level and worse' },
      rank: { type: 'integer', minimum: 0 },
      from_step: { type: 'integer', minimum: 0 },
      to_step: { type: 'integer', minimum: 0 },
      since: { type: 'string', maxLength: 64, description: 'RFC 3339' },
      until: { type: 'string', maxLength: 64, description: 'RFC 3339' },
      has_metric: {
        type: 'string',
        maxLength: 64,
        description: 'Entries that report this metric, such as loss or step_time_ms',
      },
      first: { type: 'boolean', default: false, description: 'The first entries that fit, not the newest' },
      limit: { type: 'integer', minimum: 1, maximum: MOST_ENTRIES, default: 30 },
    },
  },
  async answer(given, settings) {
    for (const name of ['since', 'until'])
      if (given[name] !== undefined && parseTime(`${given[name]}`) === undefined)
        return refused(`${name}: no time; write one such as 2026-03-04T05:06:07Z`)
    const file = await safeFile(below(`${given['path']}`, settings.root), settings.root)
    if (isRefusal(file)) return refused(file.message)
    const limit = (given['limit'] as number | undefined) ?? 30
    const found = await entriesOf(file.path, settings, {
      fits: filterOf(given as Asked),
      limit,
      isFirst: given['first'] === true,
    })
    const shown = found.entries.map(record => JSON.stringify(shortened(record)))
    const cut = found.isCut ? ' Only the first GiB of the log was looked through.' : ''
    return {
      text: `${found.total} of ${found.read} entries fit${found.total > shown.length ? `, ${shown.length} of them follow` : ''}.${cut}`,
      ...(shown.length === 0 ? {} : { data: shown.join('\n') }),
    }
  },
}

interface Wanted {
  readonly fits: (record: LogRecord) => boolean
  readonly limit: number
  readonly isFirst: boolean
}

interface Entries {
  readonly entries: readonly LogRecord[]
  readonly total: number
  readonly read: number
  readonly isCut: boolean
}

/** Reads a log through; keeps no more than is asked for. */
async function entriesOf(
  path: string,
  { root, newParser, now }: McpSettings,
  { fits, limit, isFirst }: Wanted,
): Promise<Entries> {
  const driver: Driver = newParser()
  const entries: LogRecord[] = []
  let total = 0
  let read = 0
  let bytes = 0
  const take = ({ record }: { readonly record: AnyRecord }): void => {
    if (record.kind !== 'log') return
    read++
    if (!fits(record)) return
    total++
    if (isFirst && entries.length === limit) return
    entries.push(record)
    if (entries.length > limit) entries.shift()
  }
  for await (const lines of readLogLines(path, each => openSafely(each, root))) {
    for (const line of lines) {
      bytes += line.length
      driver.feed(line, now(), take)
    }
    if (bytes > MOST_BYTES) break
  }
  driver.end(now(), take)
  return { entries, total, read, isCut: bytes > MOST_BYTES }
}

/** What may be asked for, as its schema has it. */
interface Asked {
  readonly contains?: string
  readonly level?: (typeof LEVELS)[number]
  readonly rank?: number
  readonly from_step?: number
  readonly to_step?: number
  readonly since?: string
  readonly until?: string
  readonly has_metric?: string
}

function filterOf({
  contains,
  level: worse,
  rank,
  has_metric: metric,
  ...asked
}: Asked): (record: LogRecord) => boolean {
  const needle = contains?.toLowerCase()
  const least = worse === undefined ? -1 : LEVELS.indexOf(worse)
  const { from_step: from, to_step: to } = asked
  const [since, until] = [asked.since, asked.until].map(text => (text === undefined ? undefined : parseTime(text)))
  return record => {
    const { message, level, step, metrics = {} } = record
    const time = since === undefined && until === undefined ? undefined : parseTime(record.time ?? '')
    return (
      (needle === undefined || message.toLowerCase().includes(needle)) &&
      (least === -1 || (level !== undefined && LEVELS.indexOf(level) >= least)) &&
      (rank === undefined || record.rank === rank) &&
      (from === undefined || (step !== undefined && step >= from)) &&
      (to === undefined || (step !== undefined && step <= to)) &&
      (metric === undefined || Object.hasOwn(metrics, metric)) &&
      (since === undefined || (time !== undefined && time >= since)) &&
      (until === undefined || (time !== undefined && time <= until))
    )
  }
}

/** What a reader needs of an entry. */
function shortened({ time, level, rank, node, step, metrics, message, attempt }: LogRecord): object {
  const text = message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)}…` : message
  return { time, level, attempt, rank, node, step, metrics, message: text }
}
