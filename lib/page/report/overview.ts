// All jobs of a report, a row each; a name leads to its section.
import type { JobReport } from '../../report/data.ts'
import { span } from '../../view/words.ts'
import { element } from '../draw/element.ts'
import { actionBadge, day, grouped, share } from './words.ts'

const HEADS = ['Job', 'Ended', 'Ran', 'Step', 'Cause', 'Who', 'To do', 'Goodput']

export function overview(jobs: readonly JobReport[]): HTMLElement {
  return element(
    'section',
    { class: 'card overview', 'aria-labelledby': 'overview-title' },
    element('h2', { id: 'overview-title' }, `${jobs.length} jobs, the worst first`),
    element(
      'div',
      { class: 'wide', tabindex: 0, role: 'region', 'aria-label': 'Table of jobs' },
      element(
        'table',
        {},
        element('thead', {}, element('tr', {}, ...HEADS.map(head => element('th', { scope: 'col' }, head)))),
        element('tbody', {}, ...jobs.map(rowOf)),
      ),
    ),
  )
}

function rowOf(job: JobReport, index: number): HTMLElement {
  const training = job.hours?.parts.find(({ part }) => part === 'training')?.ms
  const cells = [
    job.ended === 0 ? '' : day(job.ended),
    job.hours === undefined ? '' : span(job.hours.totalMs),
    job.lastStep === undefined ? '' : grouped(job.lastStep),
    job.cause,
    job.who,
    actionBadge(job.action, job.actionWords) ?? '',
    training === undefined || job.hours === undefined ? '' : share(training, job.hours.totalMs),
  ]
  return element(
    'tr',
    {},
    element('th', { scope: 'row' }, element('a', { class: 'job-name', href: `#job-${index}` }, job.name)),
    ...cells.map((cell, at) => element('td', { 'data-head': HEADS[at + 1] ?? '' }, cell)),
  )
}
