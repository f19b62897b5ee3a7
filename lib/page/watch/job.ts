// One job: how it is, what failed, how it went, its ranks, what was told, its log.
import type { AlertRecord, AnyRecord, LogRecord } from '../../record/types.generated.ts'
import type { JobHistory } from '../../serve/job-history.ts'
import type { JobRanks } from '../../serve/job-ranks.ts'
import type { JobView } from '../../serve/job-view.ts'
import type { ToldAttempt } from '../../serve/told-attempt.ts'
import { element } from '../draw/element.ts'
import { alertsCard, type Silence } from './alerts-card.ts'
import { jobHead } from './job-head.ts'
import { jobPlots } from './job-plots.ts'
import { jobTimeline } from './job-timeline.ts'
import { ranksCard } from './ranks-card.ts'
import { type Route, rangeOf } from './route.ts'
import { ask, instantOf, ServiceError, serviceNow } from './service.ts'
import { addStep, type Steps, stepsOf } from './steps.ts'
import { openStream } from './stream.ts'
import { tail } from './tail.ts'
import { type TailLine, tailLineOf } from './tail-lines.ts'
import { verdictCard } from './verdict-card.ts'
import { type Shell, throttled, type View } from './view.ts'
import { nameOf, standing } from './words.ts'

const TICK_MS = 5000
const DRAW_EVERY_MS = 1000
/** Answers of some kilobytes, asked for anew when something of them changed. */
const RELOAD_EVERY_MS = 5000
const NEAR = 4
const LINES = 300

export function jobView(number: number, first: Route, shell: Shell): View {
  let route = first
  const head = jobHead()
  const verdict = verdictCard()
  const timeline = jobTimeline()
  const plots = jobPlots(range => shell.choose(rangeChoice(range)))
  const ranks = ranksCard()
  const alerts = alertsCard()
  const lines = tail(({ contains, level }) => shell.choose({ filter: contains, level }))
  const parts = [head.node, verdict.node, timeline.node, plots.node, ranks.node, alerts.node, lines.node]
  const node = element('div', { class: 'job' }, ...parts)
  const closed = new AbortController()
  let job: JobView | undefined
  let history: JobHistory | undefined
  let steps: Steps | undefined
  let isLoading = false
  /** Lines that come while the end of the log is asked for; undefined when it is there. */
  let early: [id: number, line: TailLine][] | undefined = []
  /** Number of the newest line that is shown. */
  let lastLine = 0

  const get = <Answer>(path: string): Promise<Answer> => ask<Answer>(path, closed.signal)
  function failed(error: unknown): void {
    if (closed.signal.aborted) return
    if (error instanceof ServiceError && error.status === 401) shell.askToken()
    else shell.trouble((error as Error).message)
  }
  function showJob(next: JobView): void {
    if (job !== undefined && job.state !== next.state && next.state !== null)
      shell.announce(`${nameOf(next)} is ${next.state}`)
    job = next
    head.show(next)
    shell.title(`${standing(next)} · ${nameOf(next)}`)
  }
  function drawHistory(): void {
    if (job === undefined || history === undefined || steps === undefined) return
    const hasEnded = job.state === 'ENDED' || (job.state === null && job.status === 'completed')
    const heard = instantOf(job.heard_at) ?? serviceNow()
    const from = instantOf(job.created_at) ?? heard
    timeline.show(history, { from, to: hasEnded ? heard : serviceNow(), range: rangeOf(route) })
    plots.show(steps)
    plots.zoom(rangeOf(route))
  }
  async function loadHistory(): Promise<void> {
    history = await get<JobHistory>(`jobs/${number}/history`)
    steps = stepsOf(history)
    drawHistory()
  }
  async function loadRanks(): Promise<void> {
    ranks.show(await get<JobRanks>(`jobs/${number}/ranks`))
  }
  async function loadAttempts(): Promise<void> {
    const { attempts, total } = await get<Attempts>(`jobs/${number}/attempts?limit=20&near=${NEAR}`)
    verdict.show(attempts, total)
  }
  async function loadAlerts(): Promise<void> {
    const [{ records }, { silences }] = await Promise.all([
      get<Records>(`records?job=${number}&kind=alert&newest=true&limit=50`),
      get<{ silences: readonly Silence[] }>('silences'),
    ])
    const alertRecords = records.flatMap(({ record }) => (record.kind === 'alert' ? [record as AlertRecord] : []))
    alerts.show(alertRecords, silences, job === undefined ? `${number}` : nameOf(job))
  }
  async function loadLines(): Promise<void> {
    early ??= []
    const { records } = await get<Records>(`records?job=${number}&kind=log&newest=true&limit=${LINES}`)
    lastLine = records.at(-1)?.id ?? 0
    if (records.length > 0) lines.show(records.map(({ record }) => tailLineOf(record as LogRecord)))
    else if (job?.log_path !== null) lines.show(await linesOfFile(get, number))
    lines.filter({ contains: route.choices['filter'] ?? '', level: route.choices['level'] ?? '' })
    lines.add(early.flatMap(([id, line]) => (id > lastLine ? [line] : [])))
    early = undefined
  }
  async function loadAll(): Promise<void> {
    try {
      showJob(await get<JobView>(`jobs/${number}`))
      shell.trouble('')
      await Promise.all([loadHistory(), loadRanks(), loadAttempts(), loadAlerts(), loadLines()])
    } catch (error) {
      failed(error)
    }
  }
  const soon = (everyMs: number, act: () => unknown) =>
    throttled(everyMs, () => void Promise.resolve(act()).catch(failed))
  const again = {
    draw: soon(DRAW_EVERY_MS, drawHistory),
    history: soon(RELOAD_EVERY_MS, loadHistory),
    ranks: soon(RELOAD_EVERY_MS, loadRanks),
    attempts: soon(RELOAD_EVERY_MS, loadAttempts),
    alerts: soon(RELOAD_EVERY_MS, loadAlerts),
    all: soon(RELOAD_EVERY_MS, loadAll),
  }
  function takeRecord({ id, record }: Kept): void {
    if (record.kind === 'log') {
      if (early !== undefined) early.push([id, tailLineOf(record)])
      else lines.add([tailLineOf(record)])
      if (steps !== undefined && addStep(steps, record, serviceNow())) again.draw.ask()
    }
    if (record.kind === 'log' || record.kind === 'status') again.ranks.ask()
    if (record.kind === 'verdict') again.attempts.ask()
    if (record.kind === 'alert') again.alerts.ask()
    if (record.kind !== 'log' && record.kind !== 'match') again.history.ask()
  }
  const end = openStream({
    path: `events?job=${number}`,
    changed(state) {
      shell.connection(state)
      // What happens from now on comes by itself: nothing falls between.
      if (!isLoading) void loadAll()
      isLoading = true
    },
    take({ name, data }) {
      if (name === 'job') showJob(JSON.parse(data) as JobView)
      else if (name === 'record') takeRecord(JSON.parse(data) as Kept)
      else if (name === 'judged' || name === 'reset') again.all.ask()
      else if (name === 'forgotten') shell.trouble('the service has forgotten this job')
    },
  })
  const ticking = setInterval(() => {
    if (!document.hidden) head.tick()
  }, TICK_MS)
  return {
    node,
    search: lines.search,
    chosen(next) {
      const isOther = ['from', 'to'].some(name => next.choices[name] !== route.choices[name])
      route = next
      lines.filter({ contains: next.choices['filter'] ?? '', level: next.choices['level'] ?? '' })
      if (isOther) drawHistory()
    },
    redraw() {
      plots.redraw()
      ranks.redraw()
    },
    close() {
      closed.abort()
      end()
      clearInterval(ticking)
      for (const each of Object.values(again)) each.stop()
      for (const each of [plots, ranks, lines]) each.close()
    },
  }
}

interface Attempts {
  readonly total: number
  readonly attempts: readonly ToldAttempt[]
}
interface Kept {
  readonly id: number
  readonly record: AnyRecord
}
interface Records {
  readonly records: readonly Kept[]
}

/** Of a job that is known by its log alone, the end of the log; nothing where it may not be read. */
async function linesOfFile(get: <Answer>(path: string) => Promise<Answer>, job: number): Promise<readonly TailLine[]> {
  const { lines } = await get<{ lines: readonly string[] }>(`jobs/${job}/lines?limit=${LINES}`).catch(
    (error: unknown) => {
      // Its log is gone, or another user's: the rest is told all the same.
      if (error instanceof ServiceError && error.status !== 401) return { lines: [] }
      throw error
    },
  )
  return lines.map(text => ({ time: '', level: '', who: '', text }))
}

function rangeChoice(range: { readonly from: number; readonly to: number } | undefined): Record<string, string> {
  const text = (at: number): string => new Date(at).toISOString()
  return range === undefined ? { from: '', to: '' } : { from: text(range.from), to: text(range.to) }
}
