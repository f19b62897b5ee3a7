// An attempt told whole, in the sections and words of `logmon why`.
import type { AttemptReport } from '../../report/data.ts'
import { element } from '../draw/element.ts'

type Section = AttemptReport['sections'][number]
type Line = Section['lines'][number]

/** What to do stands first: it is what most people come for. */
const ORDER = ['To do', 'Cause', 'Who', 'Action', 'Then', 'Why', 'Ran']

export function toldSections(sections: readonly Section[]): readonly Node[] {
  return ORDER.flatMap(title => {
    const section = sections.find(each => each.title === title)
    if (section === undefined) return []
    const quotes = section.lines.filter(({ is }) => is === 'quote' || is === 'cause')
    const others = section.lines.filter(({ is }) => is === 'text' || is === 'item')
    return [
      element(
        'div',
        { class: `told-part ${title === 'To do' ? 'to-do' : ''}` },
        element('h4', {}, title),
        element(
          'div',
          {},
          ...others.map(({ is, text }) => element('p', { class: is }, text.replace(/ \(docs\/[\w./#-]+\)$/, ''))),
          quotes.length === 0 ? undefined : evidence(quotes),
        ),
      ),
    ]
  })
}

function evidence(lines: readonly Line[]): HTMLElement {
  return element(
    'ol',
    { class: 'evidence', tabindex: 0, 'aria-label': 'Lines of the log around the cause' },
    ...lines.map(({ is, text, number }) =>
      element(
        'li',
        { class: is, ...(is === 'cause' ? { 'aria-current': 'true' } : {}) },
        number === undefined ? undefined : element('span', { class: 'line-number' }, `${number}`),
        element('code', {}, text),
      ),
    ),
  )
}
