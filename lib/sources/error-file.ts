// torchelastic's error.json: the exception of one rank, written when its process dies.
// https://pytorch.org/docs/stable/elastic/errors.html: {"message": {"message", "extraInfo": {"py_callstack",
// "timestamp"}}}, or {"message": "text"}.
import { MAX_TEXT_DEPTH, withinDepth } from '../record/depth.ts'
import { formatTime } from '../record/time.ts'
import type { LogRecord } from '../record/types.generated.ts'

/** True for the path of an error file: `attempt_<n>/<local rank>/error.json`. */
export function isErrorFile(path: string): boolean {
  return /(?:^|\/)attempt_\d+\/\d+\/error\.json$/.test(path)
}

/**
 * Returns the record of an error file, or undefined where the text is not (yet) whole. `fields` are the origin of the
 * file. The call stack is the message where there is one: it ends with the exception, as in a log.
 */
export function readErrorFile(text: string, fields: Readonly<Record<string, string | number>>): LogRecord | undefined {
  let value: { message?: unknown } | null
  try {
    value = JSON.parse(withinDepth(text, MAX_TEXT_DEPTH)) as typeof value
  } catch {
    return undefined
  }
  const inner = value?.message as
    | { message?: unknown; extraInfo?: { py_callstack?: unknown; timestamp?: unknown } }
    | string
    | undefined
  const summary = typeof inner === 'string' ? inner : typeof inner?.message === 'string' ? inner.message : undefined
  const info = typeof inner === 'object' && inner !== null ? inner.extraInfo : undefined
  const stack =
    typeof info?.py_callstack === 'string' && info.py_callstack !== ''
      ? info.py_callstack.replace(/\n+$/, '')
      : undefined
  const message =
    stack === undefined ? summary : summary === undefined || stack.includes(summary) ? stack : `${stack}\n${summary}`
  const time = formatTime(Math.min(Number(info?.timestamp ?? 0) * 1000, LATEST_MILLIS))
  return {
    kind: 'log',
    ...(time === undefined ? {} : { time, time_from: 'line' as const }),
    ...fields,
    level: 'ERROR',
    message: message ?? text.trim(),
    format: 'torchelastic-error',
    offset: 0,
  }
}

/** 9999-12-31T23:59:59.999Z: beyond it RFC 3339 has no form. */
const LATEST_MILLIS = 253_402_300_799_999
