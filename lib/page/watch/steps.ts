// The steps of a job as columns, and what further lines add to them.
import type { LogRecord } from '../../record/types.generated.ts'
import type { JobHistory } from '../../serve/job-history.ts'
import { instantOf } from './service.ts'

export interface Steps {
  readonly step: number[]
  /** Milliseconds; rising. */
  readonly time: number[]
  readonly stepTimeMs: (number | null)[]
  readonly longestMs: (number | null)[]
  readonly loss: (number | null)[]
  readonly throughput: (number | null)[]
  readonly throughputName: string | null
  /** Number of the newest attempt; -1 before any is named. */
  attempt: number
}

export function stepsOf({ steps, throughput_name }: JobHistory): Steps {
  return {
    step: [...steps.step],
    time: steps.time.map(each => instantOf(each) ?? 0),
    stepTimeMs: [...steps.step_time_ms],
    longestMs: [...steps.longest_step_time_ms],
    loss: [...steps.loss],
    throughput: [...steps.throughput],
    throughputName: throughput_name,
    attempt: -1,
  }
}

/** How many points ranks may be behind each other. */
const LOOK_BACK = 64

/** Adds the step that a line reports, as the service does; returns false where it adds none. */
export function addStep(
  steps: Steps,
  { step, metrics = {}, time, attempt = steps.attempt }: LogRecord,
  now: number,
): boolean {
  if (step === undefined || attempt < steps.attempt) return false
  const value = (name: string | null): number | null => (name === null ? null : (metrics[name] ?? null))
  const [stepTime, loss, throughput] = [value('step_time_ms'), value('loss'), value(steps.throughputName)]
  const last = steps.step.length - 1
  const newest = steps.step[last]
  const isNewAttempt = attempt > steps.attempt && steps.attempt >= 0
  steps.attempt = attempt
  if (newest !== undefined && step <= newest && step >= newest / 2 && !isNewAttempt) {
    const index = steps.step.lastIndexOf(step)
    if (index === -1 || index < last - LOOK_BACK) return false
    // What further ranks report of a step fills what is missing; means are the service's.
    steps.stepTimeMs[index] ??= stepTime
    steps.loss[index] ??= loss
    steps.throughput[index] ??= throughput
    return true
  }
  steps.step.push(step)
  steps.time.push(Math.max(instantOf(time) ?? now, steps.time[last] ?? 0))
  steps.stepTimeMs.push(stepTime)
  steps.longestMs.push(stepTime)
  steps.loss.push(loss)
  steps.throughput.push(throughput)
  return true
}
