// Lines as OTLP/HTTP wants them, in its JSON form (opentelemetry.io/docs/specs/otlp), and what its answers mean.
import { type Answer, judgeStatus, type Verdict } from './answer.ts'
import { type LokiEntry, partsOf } from './entry.ts'
import type { Labels } from './labels.ts'

/** The names that the semantic conventions of OpenTelemetry have for labels; others keep their own. */
const RESOURCE_NAMES: Readonly<Record<string, string>> = {
  job: 'service.name',
  host: 'host.name',
  filename: 'log.file.path',
}

/** The first number of each range of severities. */
const SEVERITIES: Readonly<Record<string, number>> = {
  TRACE: 1,
  DEBUG: 5,
  INFO: 9,
  WARNING: 13,
  ERROR: 17,
  CRITICAL: 21,
}

interface KeyValue {
  readonly key: string
  readonly value: { readonly stringValue: string }
}

/** Texts, as all that Loki has too. */
const attributes = (pairs: Readonly<Record<string, string>>): readonly KeyValue[] =>
  Object.entries(pairs).map(([key, value]) => ({ key, value: { stringValue: value } }))

/**
 * Returns the body of lines of one stream: its labels are the resource, but for the level, which is the severity of
 * each line; metadata are the attributes of lines. `scope` is who read them.
 */
export function otlpBody(
  labels: Labels,
  entries: readonly Pick<LokiEntry, 'text'>[],
  scope: { readonly name: string; readonly version: string },
): object {
  const { level, ...others } = labels
  const resource = Object.fromEntries(
    Object.entries(others).map(([name, value]) => [RESOURCE_NAMES[name] ?? name, value] as const),
  )
  const severityNumber = SEVERITIES[level ?? '']
  const severity =
    level === undefined ? {} : { ...(severityNumber === undefined ? {} : { severityNumber }), severityText: level }
  const logRecords = entries.map(entry => {
    const { stamp, line, metadata } = partsOf(entry)
    return { timeUnixNano: stamp, ...severity, body: { stringValue: line }, attributes: attributes(metadata) }
  })
  return { resourceLogs: [{ resource: { attributes: attributes(resource) }, scopeLogs: [{ scope, logRecords }] }] }
}

/** 408 and 425 say the same as 429; all other answers that are none of these must not be tried again. */
const RETRIED = new Set([0, 408, 425, 429, 502, 503, 504])

/** Returns what an answer of a collector means for the lines of a request. */
export function judgeOtlp(answer: Answer): Verdict {
  const { status, text, retryAfterMs = 0 } = answer
  const common = judgeStatus(answer)
  if (common !== undefined) return common.is === 'stored' ? partial(text) : common
  if (RETRIED.has(status)) return { is: 'retry', limited: status === 429, afterMs: retryAfterMs }
  return { is: 'refused', reason: 'refused', all: status >= 500, before: undefined }
}

/** A success may say that some lines were not taken; it does not say which, and must not be asked again. */
function partial(text: string): Verdict {
  // Looked for, not parsed: of a long answer we have the beginning only.
  const rejected = Number(/"rejectedLogRecords"\s*:\s*"?(\d{1,15})/.exec(text)?.[1] ?? 0)
  return rejected > 0 ? { is: 'partly', rejected } : { is: 'stored' }
}
