// Jobs and numbers in the words of the page.
import type { JobView } from '../../serve/job-view.ts'
import { span } from '../../view/words.ts'
import { badge, lookOf } from '../draw/states.ts'
import { instantOf, serviceNow } from './service.ts'

/** Returns what a job is called: its id, or the name of its log. */
export function nameOf({ job_id, log_path, id }: Pick<JobView, 'job_id' | 'log_path' | 'id'>): string {
  return job_id ?? log_path?.split('/').at(-1) ?? `job ${id}`
}

export const grouped = (value: number): string => value.toLocaleString('en-US')

/** Returns `4 s ago`; '' for no time. */
export function ago(time: string | null): string {
  const at = instantOf(time)
  return at === undefined ? '' : `${span(Math.max(0, serviceNow() - at))} ago`
}

const ACTION_WORDS: Readonly<Record<string, string>> = {
  stop: 'stop',
  restart: 'restart',
  restart_isolate: 'restart elsewhere',
  wait: 'wait',
  done: 'finished',
  unknown: 'look',
}

export const actionWord = (action: string): string =>
  Object.hasOwn(ACTION_WORDS, action) ? (ACTION_WORDS[action] as string) : action

/** Where a job stands: its state by its records, else what became of its log. */
export function standing({ state, status }: Pick<JobView, 'state' | 'status'>): string {
  if (state !== null) return state
  // How it ended is told by its verdict.
  return status === 'in_flight' ? 'JUDGING' : status === 'completed' ? 'ENDED' : 'KNOWN'
}

export function standingBadge(job: JobView): HTMLElement {
  const word = standing(job)
  return badge(word, lookOf(word))
}

/** A group of the list of jobs. */
export type Group = 'trouble' | 'running' | 'ended'

export function groupOf({ state, status }: Pick<JobView, 'state' | 'status'>): Group {
  if (state === 'FAULTED' || state === 'HANGING' || state === 'SLOW') return 'trouble'
  return state === 'ENDED' || (state === null && status === 'completed') ? 'ended' : 'running'
}

const WORST_FIRST = ['FAULTED', 'HANGING', 'SLOW']

/** Jobs in the order of a group: the worst first, then those that became known last. Nothing moves without a cause. */
export const inOrder = (jobs: readonly JobView[]): readonly JobView[] =>
  [...jobs].sort(
    (one, other) => WORST_FIRST.indexOf(one.state ?? '') - WORST_FIRST.indexOf(other.state ?? '') || other.id - one.id,
  )
