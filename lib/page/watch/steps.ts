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
  }
}

/** Adds the step that a line reports; returns false where it adds none. */
export function addStep(steps: Steps, { step, metrics = {}, time }: LogRecord, now: number): boolean {
  if (step === undefined) return false
  const value = (name: string | null): number | null => (name === null ? null : (metrics[name] ?? null))
  const [stepTime, loss, throughput] = [value('step_time_ms'), value('loss'), value(steps.throughputName)]
  const last = steps.step.length - 1
  if (steps.step[last] === step) {
    // What further ranks report of a step fills what is missing; means are the service's.
    steps.stepTimeMs[last] ??= stepTime
    steps.loss[last] ??= loss
    steps.throughput[last] ??= throughput
    return true
  }
  const at = instantOf(time) ?? now
  steps.step.push(step)
  steps.time.push(Math.max(at, steps.time[last] ?? 0))
  steps.stepTimeMs.push(stepTime)
  steps.longestMs.push(stepTime)
  steps.loss.push(loss)
  steps.throughput.push(throughput)
  return true
}
