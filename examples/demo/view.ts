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

const COLOUR: Readonly<Record<string, string>> = { WAITING: '90', HEALTHY: '32', SLOW: '33', HANGING: '35', FAULTED: '31' }
/** Wide enough to read, short enough not to wrap. */
const WIDTH = 110

/** Returns a view that writes to `out`; `colours` also switches the last line on. */
export function startView(out: { write(text: string): unknown; readonly columns?: number }, colours: boolean): View {
  const startMillis = Date.now()
  const states: string[] = []
  const ranks = new Map<number, string>()
  let jobState = 'WAITING'
  let changedMillis = startMillis
  let last: LogRecord | undefined

  const paint = (code: string, text: string): string => (colours ? `\u001b[${code}m${text}\u001b[0m` : text)
  const paintState = (state: string): string => paint(`1;${COLOUR[state] ?? '0'}`, state)
  const clock = (millis: number): string => `${(millis / 1000).toFixed(1).padStart(5)} s`
  const width = (): number => Math.min(out.columns ?? WIDTH, WIDTH)
  const cut = (text: string, room: number): string => (text.length > room ? `${text.slice(0, Math.max(0, room - 1))}…` : text)

  function line(who: string, code: string, text: string): void {
    out.write(`${colours ? '\r\u001b[K' : ''}${paint('90', clock(Date.now() - startMillis))}  ${paint(code, who.padEnd(7))} ${text}\n`)
    showNow()
  }
  function showNow(): void {
    if (!colours) return
    const dots = Array.from({ length: 8 }, (_, rank) => paint(COLOUR[ranks.get(rank) ?? 'WAITING'] ?? '90', '●')).join('')
    const step =
      last?.step === undefined ? 'no step yet' : `step ${last.step}, ${last.metrics?.['step_time_ms'] ?? '?'} ms, loss ${last.metrics?.['loss']?.toFixed(2) ?? '?'}`
    out.write(`\r\u001b[K${clock(Date.now() - startMillis)}  ${dots}  ${paintState(jobState)}  ${cut(step, width() - 30)}`)
  }
  const ticking = colours ? setInterval(showNow, 200) : undefined

  function status(record: StatusRecord): void {
    if (record.scope === 'rank' && record.rank !== undefined) ranks.set(record.rank, record.to)
    if (record.scope === 'job') {
      jobState = record.to
      states.push(record.to)
      const after = `(${((Date.now() - changedMillis) / 1000).toFixed(1)} s after)`
      const from = record.from ?? 'WAITING'
      const room = width() - 24 - from.length - record.to.length - after.length
      line('logmon', '36', `${from} → ${paintState(record.to)}  ${cut(record.reason ?? '', room)} ${paint('90', after)}`)
    }
  }
  function alert(record: AlertRecord): void {
    line('alert', '35', cut(`${record.state}: ${record.summary}`, width() - 17))
  }
  function log(record: LogRecord): void {
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
