// An attempt told whole, in the sections and words of `logmon why`.
import { element } from './element.ts'

/** A section: lines in words, and lines of the log with their numbers. */
export interface ToldSection {
  readonly title: string
  readonly lines: readonly ToldLine[]
}

interface ToldLine {
  readonly is: 'text' | 'item' | 'quote' | 'cause'
  readonly text: string
  readonly number?: number | undefined
}

/** What to do stands first: it is what most people come for. */
const ORDER = ['To do', 'Cause', 'Who', 'Action', 'Then', 'Why', 'Ran']

/** Returns the sections in their order, each below a heading of that level. */
export function toldSections(sections: readonly ToldSection[], heading: 'h3' | 'h4'): readonly Node[] {
  return ORDER.flatMap(title => {
    const section = sections.find(each => each.title === title)
    if (section === undefined) return []
    const quotes = section.lines.filter(({ is }) => is === 'quote' || is === 'cause')
    const others = section.lines.filter(({ is }) => is === 'text' || is === 'item')
    return [
      element(
        'div',
        { class: `told-part ${title === 'To do' ? 'to-do' : ''}` },
        element(heading, {}, title),
        element(
          'div',
          {},
          ...others.map(({ is, text }) => element('p', { class: is }, withoutLink(text))),
          quotes.length === 0 ? undefined : evidence(quotes),
        ),
      ),
    ]
  })
}

/** Where docs tell more is a file beside the program, which a page cannot link to. */
const withoutLink = (text: string): string => text.replace(/ \(docs\/[\w./#-]+\)$/, '')

function evidence(lines: readonly ToldLine[]): HTMLElement {
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
