// What a run of attempts is at, as numbers.
import type { Measure } from '../../metrics/families.ts'
import type { ResumeState } from '../../resume/state.ts'

export const measuresOfState = (
  { attempt, restarts, phase, code }: ResumeState,
  maxRestarts: number,
): readonly Measure[] => [
  { name: 'resume_attempt', value: attempt },
  { name: 'resume_restarts_total', value: restarts },
  { name: 'resume_restarts_allowed', value: maxRestarts },
  { name: 'resume_attempt_running', value: phase === 'run' || phase === 'end' ? 1 : 0 },
  ...(code === undefined ? [] : [{ name: 'resume_exit_status', value: code } as const]),
]
