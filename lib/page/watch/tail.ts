// The end of a log as it grows, with a filter. Who scrolls up is left there, and told how much came since.
import { element, fill, say } from '../draw/element.ts'
import { isWanted, MOST_LINES, piecesOf, type TailFilter, type TailLine } from './tail-lines.ts'

export interface Tail {
  readonly node: HTMLElement
  readonly search: HTMLInputElement
  add(lines: readonly TailLine[]): void
  /** Puts lines in the place of all. */
  show(lines: readonly TailLine[]): void
  filter(filter: TailFilter): void
  close(): void
}

/** Pixels from the end within which somebody reads the end. */
const NEAR_END_PX = 40

export function tail(changed: (filter: TailFilter) => void): Tail {
  const search = element('input', { type: 'search', id: 'tail-filter', placeholder: 'Text, rank or node' })
  const level = element(
    'select',
    { id: 'tail-level' },
    element('option', { value: '' }, 'All lines'),
    element('option', { value: 'WARNING' }, 'Warnings and errors'),
    element('option', { value: 'ERROR' }, 'Errors'),
  )
  // A reader goes to it by themselves: nothing is read out as it comes.
  const list = element('div', {
    class: 'tail',
    role: 'log',
    'aria-live': 'off',
    'aria-label': 'Last lines of the log',
    tabindex: 0,
  })
  const more = element('button', { type: 'button', class: 'more', hidden: true })
  const count = element('span', { class: 'soft', role: 'status' })
  const node = element(
    'section',
    { class: 'card log-card', 'aria-labelledby': 'log-title' },
    element(
      'div',
      { class: 'card-head' },
      element('h2', { id: 'log-title' }, 'Log'),
      element('label', { for: 'tail-filter', class: 'hidden' }, 'Filter lines'),
      search,
      element('label', { for: 'tail-level', class: 'hidden' }, 'Level'),
      level,
      count,
    ),
    element('div', { class: 'tail-frame' }, list, more),
  )
  const kept: TailLine[] = []
  let filter: TailFilter = { contains: '', level: '' }
  /** Lines that came while somebody read further up. */
  let unread: TailLine[] = []
  let frame = 0
  let waiting: TailLine[] = []

  const isAtEnd = (): boolean => list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_END_PX
  const toEnd = (): void => {
    list.scrollTop = list.scrollHeight
  }
  function redraw(): void {
    unread = []
    more.hidden = true
    const wanted = kept.filter(line => isWanted(line, filter))
    fill(list, ...wanted.map(line => lineNode(line, filter.contains)))
    const isFiltered = filter.contains !== '' || filter.level !== ''
    say(count, isFiltered ? `${wanted.length} of ${kept.length} lines` : '')
    toEnd()
  }
  function flush(): void {
    frame = 0
    const lines = waiting
    waiting = []
    kept.push(...lines)
    if (kept.length > MOST_LINES) kept.splice(0, kept.length - MOST_LINES)
    const wanted = lines.filter(line => isWanted(line, filter)).slice(-MOST_LINES)
    if (wanted.length === 0) return
    if (!isAtEnd() || unread.length > 0) {
      unread.push(...wanted)
      if (unread.length > MOST_LINES) unread.splice(0, unread.length - MOST_LINES)
      more.hidden = false
      say(more, `↓ ${unread.length} new ${unread.length === 1 ? 'line' : 'lines'}`)
      return
    }
    list.append(...wanted.map(line => lineNode(line, filter.contains)))
    while (list.children.length > MOST_LINES) list.firstElementChild?.remove()
    toEnd()
  }
  const apply = (): void => {
    filter = { contains: search.value, level: level.value }
    changed(filter)
    redraw()
  }
  search.addEventListener('input', apply)
  level.addEventListener('change', apply)
  more.addEventListener('click', () => {
    redraw()
    list.focus()
  })
  list.addEventListener('scroll', () => {
    if (unread.length > 0 && isAtEnd()) redraw()
  })
  return {
    node,
    search,
    add(lines) {
      waiting.push(...lines)
      if (waiting.length > MOST_LINES) waiting.splice(0, waiting.length - MOST_LINES)
      // Once for all that comes within a frame; none comes while the page is not seen.
      if (frame === 0) frame = requestAnimationFrame(flush)
    },
    show(lines) {
      kept.length = 0
      waiting = []
      kept.push(...lines.slice(-MOST_LINES))
      redraw()
    },
    filter(next) {
      if (next.contains === search.value && next.level === level.value) return
      search.value = next.contains
      level.value = next.level
      filter = next
      redraw()
    },
    close: () => cancelAnimationFrame(frame),
  }
}

function lineNode({ time, level, who, text }: TailLine, needle: string): HTMLElement {
  const pieces = piecesOf(text, needle)
  const isBad = level === 'ERROR' || level === 'CRITICAL'
  return element(
    'div',
    { class: `tail-line ${isBad ? 'is-error' : level === 'WARNING' ? 'is-warning' : ''}` },
    time === '' ? undefined : element('time', {}, time),
    who === '' ? undefined : element('span', { class: 'who' }, who),
    element(
      'span',
      { class: 'text' },
      ...pieces.map((piece, index) => (index % 2 === 1 ? element('mark', {}, piece) : piece)),
    ),
  )
}
