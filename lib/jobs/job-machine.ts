// The machine of one job, with its own clock: what a replay of several jobs goes by.
import type { Millis } from '../record/time.ts'
import type { Timer } from '../record/timers.ts'
import type { AnyRecord } from '../record/types.generated.ts'
import { type InputEnding, type Machine, NONE } from '../stage.ts'

export type Of<Out> = Machine<AnyRecord | string, Out>

/** What these say of a job names the job: others name the file. */
const NAMED = new Set(['status', 'verdict', 'failure', 'notice'])

export class JobMachine<Out extends AnyRecord> implements Timer {
  readonly name: string
  readonly machine: Of<Out>
  due: Millis | undefined
  queuedFor: Millis | undefined
  /** The newest time that its records, or the deadlines that passed, have told; 0 for none yet. */
  now: Millis
  hasStarted = false
  /** True where its clock is so far behind the others' that only its own records move it. */
  isWaiting = false

  constructor(name: string, machine: Of<Out>, now: Millis) {
    this.name = name
    this.machine = machine
    this.now = now
  }

  /** Tells the machine the time, once. */
  start(at: Millis): void {
    if (this.hasStarted) return
    this.hasStarted = true
    this.now = Math.max(this.now, at)
    this.machine.onStart?.(at)
  }

  /** When it has to be called by others than its own records. */
  deadline(): Millis | undefined {
    return this.isWaiting ? undefined : this.machine.deadline?.()
  }

  before(record: AnyRecord, at: Millis): readonly Out[] {
    return this.named(this.machine.beforeRecord?.(record, at) ?? NONE)
  }

  take(record: AnyRecord, at: Millis): readonly Out[] {
    return this.named(this.machine.onRecord(record, at))
  }

  /** Moves its clock, where it is behind; what was due by then fires before, each at its own time. */
  goTo(at: Millis): readonly Out[] {
    const out: Out[] = []
    for (let due = this.machine.deadline?.(); due !== undefined && due <= at; due = this.machine.deadline?.())
      out.push(...this.passDeadline(due))
    this.now = Math.max(this.now, at)
    this.isWaiting = false
    return out
  }

  passDeadline(now: Millis): readonly Out[] {
    const due = this.machine.deadline?.()
    if (due === undefined || due > now) return NONE
    this.now = Math.max(this.now, now)
    return this.named(this.machine.onDeadline?.(this.now, this.now) ?? NONE)
  }

  end(now: Millis, ending: InputEnding): readonly Out[] {
    return this.named(this.machine.onEnd?.(now, ending) ?? NONE)
  }

  /** Puts the name of the job into what names neither a job nor a file. */
  private named(out: readonly Out[]): readonly Out[] {
    const { name } = this
    const lacks = (record: Out): boolean => record.job === undefined && NAMED.has(record.kind)
    if (name === '' || out.length === 0 || !out.some(lacks)) return out
    return out.map(record => {
      if (!lacks(record)) return record
      const { kind, time, ...rest } = record
      return { kind, ...(time === undefined ? {} : { time }), job: name, ...rest } as unknown as Out
    })
  }
}
