// A training job that is played from a script: its log, and where its hours went by the script.
import type { Part } from '../../lib/goodput/account.ts'

export interface Script {
  readonly stepMs?: number
  /** Steps from one line to the next. */
  readonly interval?: number
  /** Times are written in whole seconds. */
  readonly coarse?: boolean
  /** Each step takes up to that share longer or shorter. */
  readonly jitter?: number
  /** Lines of steps say that they are of rank 0. */
  readonly isRanked?: boolean
}

export interface Played {
  readonly lines: readonly string[]
  readonly truth: Readonly<Record<Part, number>>
}

type Truth = Record<Part, number>

/** Plays a job; each method does one thing that a job does, and books it. */
export class Job {
  readonly lines: string[] = []
  readonly truth: Truth = {
    ...{ training: 0, checkpoint: 0, evaluation: 0, startup: 0, ending: 0 },
    ...{ hang: 0, restart: 0, redone: 0, slow: 0 },
  }
  private now = Date.UTC(2026, 2, 4, 5, 0, 0)
  private step = 0
  private seed = 7
  private hasStarted = false
  /** What each step since the last checkpoint took, by its number. */
  private took = new Map<number, number>()
  private readonly script: Required<Script>

  constructor(script: Script = {}) {
    this.script = { stepMs: 4000, interval: 1, coarse: false, jitter: 0, isRanked: false, ...script }
  }

  say(text: string, who = ''): void {
    const at = new Date(this.script.coarse ? Math.floor(this.now / 1000) * 1000 : this.now).toISOString()
    const clock = `${at.slice(0, 10)} ${at.slice(11, 23).replace('.', ',')}`
    this.lines.push(`${who}${this.script.coarse ? clock.slice(0, 19) : clock} INFO ${text}`)
  }

  /** Time that is of a part. */
  spend(part: Part, ms: number): void {
    this.now += ms
    this.truth[part] += ms
  }

  starts(ms: number): void {
    this.say('launching')
    this.spend(this.hasStarted ? 'restart' : 'startup', ms)
    this.hasStarted = true
  }

  /** Steps; `factor` times as long as usual. */
  steps(count: number, factor = 1): void {
    const { stepMs, interval, jitter, isRanked } = this.script
    for (let index = 0; index < count; index++) {
      this.step++
      this.seed = (this.seed * 1_103_515_245 + 12_345) % 2_147_483_648
      const usual = stepMs * (1 + jitter * (2 * (this.seed / 2_147_483_648) - 1))
      this.spend('training', usual)
      this.spend('slow', usual * (factor - 1))
      this.took.set(this.step, usual)
      if (this.step % interval === 0) this.say(`step ${this.step}/100000 loss 2.5`, isRanked ? '[rank0]: ' : '')
    }
  }

  /** The job goes on from an earlier step: those after it are done again. */
  backTo(step: number): void {
    for (; this.step > step; this.step--) {
      const ms = this.took.get(this.step) ?? 0
      this.truth.training -= ms
      this.truth.redone += ms
    }
  }

  played(): Played {
    return { lines: this.lines, truth: this.truth }
  }
}
