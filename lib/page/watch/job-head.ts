// A job in a few words and numbers: what it is, how it is, how far.
import type { JobView } from '../../serve/job-view.ts'
import { amount, span, stepTime } from '../../view/words.ts'
import { element, fill, say } from '../draw/element.ts'
import { stepCell } from './fleet-row.ts'
import { instantOf, serviceNow } from './service.ts'
import { ago, nameOf, standingBadge } from './words.ts'

export interface JobHead {
  readonly node: HTMLElement
  show(job: JobView): void
  tick(): void
}

export function jobHead(): JobHead {
  const title = element('h1', { tabindex: -1 }, 'Job')
  const state = element('span', {})
  const since = element('span', { class: 'soft' })
  const reason = element('p', { class: 'reason' })
  const whose = element('p', { class: 'soft whose' })
  const tiles = element('dl', { class: 'tiles' })
  const node = element(
    'header',
    { class: 'job-head' },
    element('a', { href: '#/', class: 'back' }, '← All jobs'),
    element('div', { class: 'job-title' }, title, state, since),
    reason,
    tiles,
    whose,
  )
  let shown: JobView | undefined
  let drawn = ''
  const tick = (): void => {
    if (shown === undefined) return
    const at = instantOf(shown.state_since)
    say(since, at === undefined ? '' : `for ${span(Math.max(0, serviceNow() - at))}`)
    say(whose, whoseOf(shown))
  }
  return {
    node,
    show(job) {
      shown = job
      tick()
      const { heard_at: _, ...rest } = job
      const text = JSON.stringify(rest)
      if (text === drawn) return
      drawn = text
      say(title, nameOf(job))
      fill(state, standingBadge(job))
      say(reason, job.reason ?? '')
      reason.hidden = (job.reason ?? '') === ''
      fill(tiles, ...tilesOf(job))
      tiles.hidden = tiles.childElementCount === 0
    },
    tick,
  }
}

const whoseOf = ({ user, log_path, heard_at, sched_restarts }: JobView): string =>
  [
    user === 'unknown' ? '' : `of ${user}`,
    log_path ?? '',
    sched_restarts > 1 ? `started ${sched_restarts} times by the scheduler` : '',
    `heard ${ago(heard_at)}`,
  ]
    .filter(part => part !== '')
    .join(' · ')

function tilesOf(job: JobView): readonly Node[] {
  const tile = (name: string, ...content: readonly (Node | string)[]): HTMLElement =>
    element('div', { class: 'tile' }, element('dt', {}, name), element('dd', {}, ...content))
  const steps = stepCell(job)
  const last = job.step_times_ms.at(-1)
  const left = timeLeft(job)
  return [
    ...(steps.length === 0 ? [] : [tile('Step', ...steps)]),
    ...(last === undefined ? [] : [tile('Step time', stepTime(last))]),
    ...(job.loss === null ? [] : [tile('Loss', amount(job.loss))]),
    ...(left === undefined ? [] : [tile('Time left, about', span(left))]),
  ]
}

/** How long the rest takes at the pace of the newest steps, while the job moves. */
function timeLeft({ state, step, total_steps, step_times_ms: times }: JobView): number | undefined {
  if (state === 'FAULTED' || state === 'HANGING' || state === 'ENDED') return undefined
  if (step === null || total_steps === null || total_steps <= step || times.length === 0) return undefined
  return ((total_steps - step) * times.reduce((sum, each) => sum + each, 0)) / times.length
}
