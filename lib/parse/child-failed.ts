// torchrun's summary of a failed job (ChildFailedError): which worker failed when, where and how.
import { BOUNDS } from '../bounds.ts'
import type { Entry } from '../formats/format.ts'
import { readStamp } from '../formats/stamp.ts'
import { SIGNALS } from '../record/signals.ts'
import { formatTime } from '../record/time.ts'
import { civilToUtc, type Zone } from '../record/zone.ts'

const KEY = /^\s*(time|host|rank|exitcode|error_file|traceback|msg) *: ?(.*)$/
/** A world of 100,000 ranks that all fail would fill the record; the count says how many there were. */
const MAX_FAILURES = BOUNDS['parse.failures'].most

/** Returns true for the lines of such a summary. */
export function isChildFailed(lines: readonly string[]): boolean {
  return /^[=*]{20}/.test(lines[0] as string) && /\bFAILED\s*$/.test(lines[1] ?? '')
}

/**
 * Notes what a summary's lines say: `fields.failures` (the root cause among them), `fields.root_cause`,
 * `fields.failure_count`. Times are read in `zone`.
 */
export function noteChildFailed(lines: readonly string[], entry: Entry, zone: Zone): void {
  const failures: Record<string, unknown>[] = []
  let rootCause: Record<string, unknown> | undefined
  let current: Record<string, unknown> | undefined
  let inRootCause = false
  let count = 0
  for (const line of lines) {
    if (/^\s*Root Cause/.test(line)) inRootCause = true
    else if (/^\s*(?:Other )?Failures:/.test(line)) inRootCause = false
    else if (/^\s*\[\d+\]:\s*$/.test(line)) {
      current = {}
      count++
      if (inRootCause) rootCause ??= current
      if (failures.length < MAX_FAILURES || current === rootCause) failures.push(current)
    } else if (current !== undefined) noteLine(line, current, zone)
  }
  entry.level = 'ERROR'
  entry.format = 'child-failed'
  const program = /^\s*(.*?)\s+FAILED\s*$/.exec(lines[1] as string)?.[1]
  entry.fields = {
    ...entry.fields,
    program,
    failures,
    ...(rootCause === undefined ? {} : { root_cause: rootCause }),
    failure_count: count,
  }
}

function noteLine(line: string, failure: Record<string, unknown>, zone: Zone): void {
  const match = KEY.exec(line)
  if (match === null) {
    // The traceback goes on, indented by the summary's own two characters.
    if (typeof failure['message'] === 'string' && /^\s/.test(line))
      failure['message'] += `\n${line.replace(/^ {2}/, '')}`
    return
  }
  const [, key, value = ''] = match
  if (key === 'host' && value !== '') failure['host'] = value.trim()
  else if (key === 'error_file' && !value.startsWith('<')) failure['error_file'] = value.trim()
  else if ((key === 'traceback' || key === 'msg') && !value.startsWith('To enable traceback'))
    failure['message'] = value.replace(/^"|"$/g, '')
  else if (key === 'time') {
    const stamp = readStamp(value)
    const time = stamp === undefined ? undefined : formatTime(civilToUtc(stamp.seconds, zone, 0) * 1000)
    if (time !== undefined) failure['time'] = time
  } else if (key === 'rank')
    noteNumbers(/^(\d+)(?: \(local_rank: (\d+)\))?/.exec(value), ['rank', 'local_rank'], failure)
  else if (key === 'exitcode') {
    noteNumbers(/^(-?\d+)\s*(?:\([A-Z]+\) ?)?(?:\(pid: (\d+)\))?/.exec(value), ['exitcode', 'pid'], failure)
    const exit = failure['exitcode']
    if (typeof exit === 'number' && exit < 0)
      failure['signal'] = /\((SIG[A-Z0-9]+)\)/.exec(value)?.[1] ?? SIGNALS[-exit] ?? `signal ${-exit}`
  }
}

function noteNumbers(match: RegExpExecArray | null, names: readonly string[], failure: Record<string, unknown>): void {
  for (const [index, name] of names.entries())
    if (match?.[index + 1] !== undefined) failure[name] = Number(match[index + 1])
}
