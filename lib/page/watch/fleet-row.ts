// A row of the list of jobs.
import type { JobView } from '../../serve/job-view.ts'
import { amount, span, stepTime } from '../../view/words.ts'
import { element, fill } from '../draw/element.ts'
import { sparkline } from '../draw/sparkline.ts'
import { badge, toneOfAction } from '../draw/states.ts'
import { instantOf, serviceNow } from './service.ts'
import { actionWord, ago, grouped, nameOf, standingBadge } from './words.ts'

export interface FleetRow {
  readonly node: HTMLElement
  readonly link: HTMLAnchorElement
  show(job: JobView): void
  /** Tells times anew: they pass. */
  tick(): void
}

/** Heads of the columns; each cell says its own again where the table is narrow. */
export const COLUMNS = ['State', 'Job', 'Step', 'Step time', 'Loss', 'Verdict', 'Heard'] as const

export function fleetRow(first: JobView): FleetRow {
  const link = element('a', { class: 'job-name', href: `#/jobs/${first.id}` })
  const whose = element('span', { class: 'soft' })
  const cells = COLUMNS.map(head => element('td', { 'data-head': head, role: 'cell' }))
  const cell = (head: (typeof COLUMNS)[number]): Element => cells[COLUMNS.indexOf(head)] as Element
  const [state, job, step] = [cell('State'), cell('Job'), cell('Step')]
  const [time, loss, verdict, heard] = [cell('Step time'), cell('Loss'), cell('Verdict'), cell('Heard')]
  fill(job, link, whose)
  const node = element('tr', { role: 'row' }, ...cells)
  const since = element('span', { class: 'soft' })
  let shown = first
  let drawn = ''
  const tick = (): void => {
    heard.textContent = ago(shown.heard_at)
    const at = instantOf(shown.state_since)
    since.textContent = at === undefined ? '' : `for ${span(Math.max(0, serviceNow() - at))}`
  }
  function show(next: JobView): void {
    shown = next
    const { heard_at: _, ...rest } = next
    const text = JSON.stringify(rest)
    tick()
    if (text === drawn) return
    drawn = text
    link.textContent = nameOf(next)
    whose.textContent = next.user === 'unknown' ? '' : next.user
    fill(state, standingBadge(next), since, firingMark(next))
    node.title = next.reason ?? ''
    fill(step, ...stepCell(next))
    fill(time, ...timeCell(next))
    loss.textContent = next.loss === null ? '' : amount(next.loss)
    fill(verdict, ...verdictCell(next))
  }
  show(first)
  return { node, link, show, tick }
}

function firingMark({ firing }: JobView): HTMLElement | undefined {
  if (firing.length === 0) return undefined
  const words = firing.length === 1 ? '1 alert' : `${firing.length} alerts`
  return element('span', { class: 'firing', title: firing.join('\n') }, words)
}

/** Returns a bar of how far a job is, and its step in numbers. */
export function stepCell({ step, total_steps }: JobView): readonly Node[] {
  if (step === null) return []
  const words = total_steps === null ? grouped(step) : `${grouped(step)} / ${grouped(total_steps)}`
  const text = element('span', { class: 'number' }, words)
  if (total_steps === null || total_steps <= 0) return [text]
  const percent = Math.min(100, (100 * step) / total_steps)
  const done = element('span')
  done.style.width = `${percent}%`
  return [element('span', { class: 'progress', 'aria-hidden': 'true' }, done), text]
}

function timeCell({ step_times_ms: times }: JobView): readonly Node[] {
  const last = times.at(-1)
  if (last === undefined) return []
  const words = stepTime(last)
  const label = `step times, last ${words}, between ${stepTime(Math.min(...times))} and ${stepTime(Math.max(...times))}`
  return [...(times.length > 1 ? [sparkline(times, label)] : []), element('span', { class: 'number' }, words)]
}

function verdictCell({ action, category }: JobView): readonly Node[] {
  if (action === null) return []
  const shown = category === null || category === 'none' || category === 'completed' ? '' : category
  return [
    badge(actionWord(action), { tone: toneOfAction(action), sign: '' }),
    ...(shown === '' ? [] : [element('span', { class: 'soft' }, shown.replaceAll('_', ' '))]),
  ]
}
