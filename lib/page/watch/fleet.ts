// All jobs: those in trouble first, then those that run, then those that have ended.
import type { JobView } from '../../serve/job-view.ts'
import { element, fill, say } from '../draw/element.ts'
import { COLUMNS, type FleetRow, fleetRow } from './fleet-row.ts'
import type { Route } from './route.ts'
import { ask, ServiceError } from './service.ts'
import { openStream } from './stream.ts'
import { type Shell, throttled, type View } from './view.ts'
import { type Group, grouped, groupOf, inOrder, nameOf } from './words.ts'

/** More are found by searching. */
const MOST_JOBS = 500
const TICK_MS = 5000
const SEARCH_AFTER_MS = 250

const TITLES: Readonly<Record<Group, string>> = { trouble: 'In trouble', running: 'Running', ended: 'Ended' }
const GROUPS = ['trouble', 'running', 'ended'] as const

interface Answer {
  readonly total: number
  readonly jobs: readonly JobView[]
}

export function fleetView(route: Route, shell: Shell): View {
  const search = element('input', {
    type: 'search',
    id: 'search',
    placeholder: 'Name, path or user',
    value: route.choices['q'] ?? '',
    autocomplete: 'off',
  })
  const summary = element('p', { class: 'summary' })
  const sections = new Map(GROUPS.map(group => [group, section(group)]))
  const empty = element('div', { class: 'empty', hidden: true })
  const node = element(
    'div',
    { class: 'fleet' },
    element(
      'div',
      { class: 'fleet-head' },
      element('h1', { tabindex: -1 }, 'Jobs'),
      summary,
      element('div', { class: 'search' }, element('label', { for: 'search' }, 'Search'), search),
    ),
    empty,
    ...[...sections.values()].map(each => each.node),
  )
  const jobs = new Map<number, JobView>()
  const rows = new Map<number, FleetRow>()
  let total = 0
  let isLoading = false

  function draw(): void {
    const byGroup = new Map<Group, JobView[]>(GROUPS.map(group => [group, []]))
    for (const job of jobs.values()) byGroup.get(groupOf(job))?.push(job)
    for (const [group, { node: place, body, count }] of sections) {
      const those = inOrder(byGroup.get(group) ?? [])
      place.hidden = those.length === 0
      say(count, grouped(those.length))
      setRows(
        body,
        those.map(job => rowOf(job).node),
      )
    }
    const inTrouble = byGroup.get('trouble')?.length ?? 0
    say(summary, summaryOf(byGroup, jobs.size, total))
    shell.title(inTrouble === 0 ? 'Jobs' : `▲ ${inTrouble} in trouble`)
    empty.hidden = jobs.size > 0
    if (jobs.size === 0) fill(empty, ...nothingYet(search.value))
  }
  function rowOf(job: JobView): FleetRow {
    const known = rows.get(job.id)
    if (known !== undefined) {
      known.show(job)
      return known
    }
    const row = fleetRow(job)
    rows.set(job.id, row)
    return row
  }
  async function load(): Promise<void> {
    try {
      const needle = search.value.trim()
      const more = needle === '' ? '' : `&contains=${encodeURIComponent(needle)}`
      const answer = await ask<Answer>(`jobs?limit=${MOST_JOBS}${more}`)
      if (needle !== search.value.trim()) return
      jobs.clear()
      for (const job of answer.jobs) jobs.set(job.id, job)
      for (const id of rows.keys()) if (!jobs.has(id)) rows.delete(id)
      total = answer.total
      shell.trouble('')
      draw()
    } catch (error) {
      if (error instanceof ServiceError && error.status === 401) shell.askToken()
      else shell.trouble((error as Error).message)
    }
  }
  const redraw = throttled(250, draw)
  const reload = throttled(SEARCH_AFTER_MS, () => void load())
  function take(job: JobView): void {
    const before = jobs.get(job.id)
    const needle = search.value.trim().toLowerCase()
    const isWanted = needle === '' || `${job.job_id} ${job.log_path} ${job.user}`.toLowerCase().includes(needle)
    if (before === undefined && (!isWanted || jobs.size >= MOST_JOBS)) {
      total += isWanted ? 1 : 0
      return
    }
    if (before === undefined) total++
    jobs.set(job.id, job)
    if (before !== undefined && before.state !== job.state && job.state !== null)
      shell.announce(`${nameOf(job)} is ${job.state}`)
    redraw.ask()
  }
  const close = openStream({
    path: 'events',
    changed(state) {
      shell.connection(state)
      // What happens from now on comes by itself: nothing falls between.
      if (!isLoading) void load()
      isLoading = true
    },
    take({ name, data }) {
      if (name === 'job') take(JSON.parse(data) as JobView)
      else if (name === 'reset') reload.ask()
      else if (name === 'forgotten' && jobs.delete((JSON.parse(data) as { job: number }).job)) redraw.ask()
    },
  })
  const ticking = setInterval(() => {
    if (!document.hidden) for (const row of rows.values()) row.tick()
  }, TICK_MS)
  search.addEventListener('input', () => {
    shell.choose({ q: search.value.trim() })
    reload.ask()
  })
  const walked = (event: KeyboardEvent): void => walk(event, node)
  document.addEventListener('keydown', walked)
  return {
    node,
    search,
    chosen({ choices }) {
      if ((choices['q'] ?? '') === search.value.trim()) return
      search.value = choices['q'] ?? ''
      reload.ask()
    },
    redraw: () => undefined,
    close() {
      close()
      document.removeEventListener('keydown', walked)
      clearInterval(ticking)
      redraw.stop()
      reload.stop()
    },
  }
}

interface Section {
  readonly node: HTMLElement
  readonly body: HTMLElement
  readonly count: HTMLElement
}

/** Roles are said again, for a table whose parts are laid out as cards is none to some browsers. */
function section(group: Group): Section {
  const body = element('tbody', { role: 'rowgroup' })
  const count = element('span', { class: 'count' })
  const heads = COLUMNS.map(head => element('th', { scope: 'col', role: 'columnheader' }, head))
  const node = element(
    'section',
    { class: `group group-${group}`, 'aria-labelledby': `group-${group}`, hidden: true },
    element('h2', { id: `group-${group}` }, TITLES[group], ' ', count),
    element(
      'table',
      { role: 'table', 'aria-labelledby': `group-${group}` },
      element('thead', { role: 'rowgroup' }, element('tr', { role: 'row' }, ...heads)),
      body,
    ),
  )
  return { node, body, count }
}

/** Puts rows into a place in their order, and moves none that stands right: who is at one stays there. */
function setRows(body: Element, rows: readonly Element[]): void {
  for (const [index, row] of rows.entries()) {
    if (body.children[index] !== row) body.insertBefore(row, body.children[index] ?? null)
  }
  while (body.children.length > rows.length) body.lastElementChild?.remove()
}

function summaryOf(groups: ReadonlyMap<Group, readonly JobView[]>, shown: number, total: number): string {
  const counts = GROUPS.flatMap(group => {
    const count = groups.get(group)?.length ?? 0
    return count === 0 ? [] : [`${grouped(count)} ${TITLES[group].toLowerCase()}`]
  })
  const more = total > shown ? ` The ${grouped(shown)} heard of last, of ${grouped(total)}: search for others.` : ''
  return counts.length === 0 ? '' : `${counts.join(', ')}.${more}`
}

function nothingYet(needle: string): readonly Node[] {
  if (needle.trim() !== '') return [element('p', {}, `No job is called like “${needle.trim()}”.`)]
  const body = (more: object): string => JSON.stringify({ log_path: '/scratch/logs/train.log', ...more })
  const command = (text: string): HTMLElement =>
    element('pre', { tabindex: 0 }, `curl ${location.href.replace(/#.*/, '')}logs --json '${text}'`)
  return [
    element('p', {}, 'No job is known yet. One that has ended is told by its log:'),
    command(body({ analysis_intent: 'terminal' })),
    element('p', {}, 'One that runs is followed as its log grows:'),
    command(body({ analysis_intent: 'progressive' })),
  ]
}

/** Goes from job to job by j and k, or by arrows, once one has the focus. */
function walk(event: KeyboardEvent, node: Element): void {
  const isArrow = event.key === 'ArrowDown' || event.key === 'ArrowUp'
  if (!(isArrow || event.key === 'j' || event.key === 'k') || event.ctrlKey || event.metaKey || event.altKey) return
  if (document.querySelector('dialog[open]') !== null) return
  if (!isArrow && event.target instanceof HTMLInputElement) return
  const links = [...node.querySelectorAll<HTMLAnchorElement>('a.job-name')]
  const at = links.indexOf(document.activeElement as HTMLAnchorElement)
  if (isArrow && at === -1 && !(event.target instanceof HTMLInputElement)) return
  const step = event.key === 'ArrowDown' || event.key === 'j' ? 1 : -1
  const next = links[Math.min(links.length - 1, Math.max(0, at + step))]
  if (next === undefined) return
  event.preventDefault()
  next.focus()
}
