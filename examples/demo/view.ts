// What a person sees: one line per thing that happens, and on a terminal a last line that tells how the job is now.
import type { AlertRecord, LogRecord, StatusRecord } from '../../lib/record/types.generated.ts'

export interface View {
  /** The job does something to itself. */
  job(says: string): void
  /** logmon wrote a record. */
  record(record: { readonly kind: string }): void
  /** Ends the view, and returns the states that the job as a whole went through. */
  end(): readonly string[]
}

const COLOUR: Readonly<Record<string, string>> = {
  WAITING: '90',
  HEALTHY: '32',
  SLOW: '33',
  HANGING: '35',
  FAULTED: '31',
}
/** A rank that said nothing for longer than this is shown dim. */
const QUIET_MS = 3000
const RANKS = 8

/** Returns a view that writes to `out`; `colours` also switches the last line on. */
export function startView(out: { write(text: string): unknown; readonly columns?: number }, colours: boolean): View {
  const startMillis = Date.now()
  const states: string[] = []
  const faulted = new Set<number>()
  const spokeMillis = new Map<number, number>()
  let jobState = 'WAITING'
  let changedMillis = startMillis
  let last: LogRecord | undefined

  const paint = (code: string, text: string): string => (colours ? `\u001b[${code}m${text}\u001b[0m` : text)
  const paintState = (state: string): string => paint(`1;${COLOUR[state] ?? '0'}`, state)
  const clock = (millis: number): string => `${(millis / 1000).toFixed(1).padStart(5)} s`
  /** Room on the line; a file takes lines of any length. */
  const width = (): number => (colours ? (out.columns ?? 80) : Number.POSITIVE_INFINITY)
  const cut = (text: string, room: number): string =>
    text.length > room ? `${text.slice(0, Math.max(0, room - 1))}…` : text

  function line(who: string, code: string, text: string): void {
    out.write(
      `${colours ? '\r\u001b[K' : ''}${paint('90', clock(Date.now() - startMillis))}  ${paint(code, who.padEnd(7))} ${text}\n`,
    )
    showNow()
  }
  function showNow(): void {
    if (!colours) return
    const dot = (_: unknown, rank: number): string =>
      faulted.has(rank)
        ? paint('31', '●')
        : paint(Date.now() - (spokeMillis.get(rank) ?? 0) < QUIET_MS ? '32' : '90', '●')
    const dots = Array.from({ length: RANKS }, dot).join('')
    const step =
      last?.step === undefined
        ? 'no step yet'
        : `step ${last.step}, ${last.metrics?.['step_time_ms'] ?? '?'} ms, loss ${last.metrics?.['loss']?.toFixed(2) ?? '?'}`
    out.write(
      `\r\u001b[K${clock(Date.now() - startMillis)}  ranks ${dots}  ${paintState(jobState)}  ${cut(step, width() - 36)}`,
    )
  }
  const ticking = colours ? setInterval(showNow, 200) : undefined

  function status(record: StatusRecord): void {
    const rank = record.rank ?? record.local_rank
    if (record.scope === 'rank' && rank !== undefined && record.to === 'FAULTED') faulted.add(rank)
    if (record.scope === 'job') {
      jobState = record.to
      states.push(record.to)
      const after = `(${((Date.now() - changedMillis) / 1000).toFixed(1)} s after)`
      const from = record.from ?? 'WAITING'
      const room = width() - 24 - from.length - record.to.length - after.length
      line(
        'logmon',
        '36',
        `${from} → ${paintState(record.to)}  ${cut(record.reason ?? '', room)} ${paint('90', after)}`,
      )
    }
  }
  function alert(record: AlertRecord): void {
    line('alert', '35', cut(record.summary, width() - 18))
  }
  function log(record: LogRecord): void {
    spokeMillis.set(record.rank ?? record.local_rank ?? -1, Date.now())
    if (record.step === undefined || record.metrics?.['step_time_ms'] === undefined) return
    last = record
    showNow()
  }

  return {
    job(says) {
      changedMillis = Date.now()
      line('job', '1', paint('1', says))
    },
    record(record) {
      if (record.kind === 'status') status(record as StatusRecord)
      else if (record.kind === 'alert') alert(record as AlertRecord)
      else if (record.kind === 'log') log(record as LogRecord)
    },
    end() {
      clearInterval(ticking)
      if (colours) out.write('\r\u001b[K')
      return states
    },
  }
}
