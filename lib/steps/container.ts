// What a container runtime puts around each line. Long lines come in parts, which are joined again.
import { readStamp, type Stamp } from '../formats/stamp.ts'
import type { LogRecord } from '../record/types.generated.ts'

export interface Unwrapped {
  readonly text: string
  readonly stream: NonNullable<LogRecord['stream']>
  readonly stamp: Stamp | undefined
  readonly time: string
  /** True where the rest of the line comes later. */
  readonly isPart: boolean
}

export type Unwrap = (text: string) => Unwrapped | undefined

const CRI = /^(\S+) (stdout|stderr) ([FP]\S*) (.*)$/s

/** `2024-05-01T10:00:00.123456789Z stdout F text`; P marks a part. */
const cri: Unwrap = text => {
  const [, time = '', stream, flags = '', content = ''] = CRI.exec(text) ?? []
  if (stream !== 'stdout' && stream !== 'stderr') return undefined
  return { text: content, stream, stamp: readStamp(time), time, isPart: flags.startsWith('P') }
}

/** `{"log":"text\n","stream":"stderr","time":"2024-05-01T10:00:00.123456789Z"}`; a part has no `\n` at its end. */
const docker: Unwrap = text => {
  if (!text.startsWith('{')) return undefined
  let object: { readonly log?: unknown; readonly stream?: unknown; readonly time?: unknown } | null
  try {
    object = JSON.parse(text)
  } catch {
    return undefined // no JSON
  }
  const { log, stream, time = '' } = object ?? {}
  if (typeof log !== 'string' || (stream !== 'stdout' && stream !== 'stderr')) return undefined
  const isWhole = log.endsWith('\n')
  const written = String(time)
  return {
    text: isWhole ? log.slice(0, -1) : log,
    stream,
    stamp: readStamp(written),
    time: written,
    isPart: !isWhole,
  }
}

export const CONTAINERS = { cri, docker } as const satisfies Readonly<Record<string, Unwrap>>
