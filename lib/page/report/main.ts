// The page of a report: the data that stands in it -> cards. Everything is drawn here, from text that stays text.
import type { Report } from '../../report/data.ts'
import { element } from '../draw/element.ts'
import { themeButton, whilePrinted } from '../draw/theme.ts'
import { hoursCard } from './hours-card.ts'
import { type JobSection, jobSection } from './job-section.ts'
import { overview } from './overview.ts'
import { day } from './words.ts'

/** A job is drawn when it comes so near to what is seen. */
const NEAR = '600px'

function show(report: Report): void {
  const { jobs, title, hours, unread, made, version } = report
  const sections = jobs.map((job, index) => jobSection(job, { index, isAlone: jobs.length === 1 }))
  const redraw = (): void => {
    for (const section of sections) section.redraw()
  }
  document.title = title
  document.body.append(
    element('a', { class: 'skip', href: '#main' }, 'To the content'),
    element(
      'header',
      { class: 'bar-top' },
      element('span', { class: 'brand' }, 'logmon report'),
      element('span', { class: 'soft' }, `made ${day(made)} UTC by logmon ${version}`),
      element('span', { class: 'tools' }, themeButton(redraw)),
    ),
    element(
      'main',
      { id: 'main' },
      element('h1', {}, title),
      unread.length === 0
        ? undefined
        : element(
            'div',
            { class: 'trouble', role: 'note' },
            element('p', {}, 'What could not be read is not in this report:'),
            element('ul', {}, ...unread.map(each => element('li', {}, each))),
          ),
      jobs.length > 1 ? overview(jobs) : undefined,
      hours === undefined ? undefined : hoursCard(hours, 'all'),
      ...sections.map(({ node }) => node),
    ),
  )
  drawWhenNear(sections)
  whilePrinted(() => {
    for (const section of sections) section.draw()
    redraw()
  }, redraw)
}

/** Hundreds of jobs are not drawn before somebody looks at them. */
function drawWhenNear(sections: readonly JobSection[]): void {
  const byNode = new Map<Element, JobSection>(sections.map(section => [section.node, section]))
  const watching = new IntersectionObserver(
    entries => {
      for (const { target, isIntersecting } of entries) {
        if (!isIntersecting) continue
        byNode.get(target)?.draw()
        watching.unobserve(target)
      }
    },
    { rootMargin: NEAR },
  )
  for (const { node } of sections) watching.observe(node)
}

show(JSON.parse(document.getElementById('report')?.textContent ?? '{}') as Report)
