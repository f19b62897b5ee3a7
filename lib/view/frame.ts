// The whole screen as lines: what is known, and which part of it was asked for, in a given room.
import { cleanLine } from '../redact/clean-text.ts'
import { jobEvidence, rankEvidence } from './evidence.ts'
import type { JobView } from './job.ts'
import { atMostTwo, jobLines, MARK_WORDS, type Room, stateSpans, titleOf, troubleWords } from './job-lines.ts'
import { jobTable } from './job-table.ts'
import { chosenJob, ranksOf, type Shown, screenOf } from './keys.ts'
import type { Line, Span } from './line.ts'
import type { KeptEvent, View } from './model.ts'
import type { TroubledRank } from './ranks.ts'
import { clockTime, toneOfState } from './words.ts'

/** What a screen has room for, and what it is told besides records. */
export interface Screen {
  readonly width: number
  readonly height: number
  /** True where keys can be pressed. */
  readonly hasKeys: boolean
  /** Said while nothing has come yet: where lines are waited for. */
  readonly waitingFor: string
  wrap(text: string, width: number): readonly string[]
}

const KEYS_WIDTH = 8

/** Returns at most `height` lines. `shown` was clamped to that screen. */
export function frameOf(view: View, shown: Shown, screen: Screen): readonly Line[] {
  const room: Room = { width: screen.width, now: view.now, wrap: screen.wrap }
  const body = screen.height - 2
  const lines = bodyLines(view, shown, room, { body, waitingFor: screen.waitingFor }).slice(0, Math.max(0, body))
  const empty = Array.from({ length: Math.max(0, body - lines.length) }, (): Line => [])
  return [headLine(view, shown, room), ...lines, ...empty, footLine(view, shown, screen)].slice(0, screen.height)
}

function bodyLines(
  view: View,
  shown: Shown,
  room: Room,
  { body, waitingFor }: { readonly body: number; readonly waitingFor: string },
): readonly Line[] {
  const job = chosenJob(view, shown)
  const name = screenOf(view, shown)
  if (shown.isHelp) return helpLines(room)
  if (job === undefined) {
    const hint = view.records === 0 && !view.hasEnded ? room.wrap(waitingFor, room.width) : []
    return [...hint.map((text): Line => [{ text, tone: 'quiet' }]), [], ...eventLines(view, undefined, body, room)]
  }
  if (name === 'evidence') return evidenceLines(view, job, shown, room).slice(shown.scroll)
  if (name === 'job') return jobScreen(view, job, { shown, room, body })
  return jobsScreen(view, job, room, body)
}

/** Returns what is shown where the last line of the evidence stays on the screen, however far it was scrolled. */
export function withScrollClamped(view: View, shown: Shown, { width, height, wrap }: Screen): Shown {
  const job = chosenJob(view, shown)
  if (job === undefined || screenOf(view, shown) !== 'evidence') return shown
  const lines = evidenceLines(view, job, shown, { width, now: view.now, wrap })
  return { ...shown, scroll: Math.min(shown.scroll, Math.max(0, lines.length - (height - 2))) }
}

function evidenceLines(view: View, job: JobView, { rank: name }: Shown, room: Room): readonly Line[] {
  const rank = ranksOf(job, view.now).find(({ rank }) => rank.name === name)
  return rank === undefined ? jobEvidence(job, room) : rankEvidence(job, rank, room)
}

/** The jobs, then the chosen one, then what happened: each gets what the one before leaves. */
function jobsScreen(view: View, job: JobView, room: Room, body: number): readonly Line[] {
  const jobs = [...view.jobs.values()]
  const { head, rows } = jobTable(jobs, job, room)
  const shownRows = windowOf(rows, jobs.indexOf(job), Math.max(3, Math.floor(body / 2)))
  const detail = jobLines(job, room)
  const left = body - shownRows.length - 1
  const detailLines: readonly Line[] = left > detail.length + LEAST_EVENTS ? [[], titleLine(job, room), ...detail] : []
  return [head, ...shownRows, ...detailLines, [], ...eventLines(view, undefined, left - detailLines.length - 1, room)]
}

const LEAST_EVENTS = 5

/** The job, the ranks that it has trouble with or that are looked at, then what happened. */
function jobScreen(
  view: View,
  job: JobView,
  { shown, room, body }: { readonly shown: Shown; readonly room: Room; readonly body: number },
): readonly Line[] {
  const detail = jobLines(job, room)
  const ranks = ranksOf(job, view.now)
  const troubled = ranks.filter(({ trouble }) => trouble !== undefined).length
  const most = Math.max(3, Math.floor((body - detail.length) / 2))
  const wanted = shown.rank === undefined ? (troubled > 3 ? Math.min(troubled, most) : 0) : most
  const chosen = ranks.findIndex(({ rank }) => rank.name === shown.rank)
  const list =
    wanted === 0
      ? []
      : [
          [],
          ...windowOf(
            ranks.map((each, index) => rankLine(each, index === chosen, room)),
            chosen,
            wanted,
          ),
        ]
  const left = body - detail.length - list.length - 1
  return [...detail, ...list, [], ...eventLines(view, view.jobs.size > 1 ? job.name : undefined, left, room)]
}

const MAX_FACTS = 400

function rankLine(troubled: TroubledRank, isChosen: boolean, { now }: Room): Line {
  const { rank, trouble } = troubled
  const facts = [
    ...(rank.node === undefined ? [] : [rank.node]),
    ...(rank.step === undefined || trouble === 'behind' ? [] : [`step ${rank.step}`]),
    ...(rank.reason === '' || trouble === undefined ? [] : [rank.reason]),
  ].join('  ')
  return [
    { text: isChosen ? '>' : '', width: 2 },
    {
      text: troubleWords(troubled, now),
      width: 34,
      ...(trouble === undefined ? {} : { tone: toneOfTrouble(trouble) }),
    },
    { text: `  ${cleanLine(facts, MAX_FACTS)}`, tone: 'quiet' },
  ]
}

const toneOfTrouble = (trouble: string): NonNullable<Span['tone']> =>
  trouble === 'silent' || trouble === 'behind' ? 'warning' : toneOfState(trouble)

/** Returns so many rows, with the chosen one among them. */
function windowOf<T>(rows: readonly T[], chosen: number, most: number): readonly T[] {
  const start = Math.min(Math.max(0, chosen - most + 1), Math.max(0, rows.length - most))
  return rows.slice(start, start + most)
}

const CLOCK = 10
const WORD = 10

/** The last events, the newest last; of one job, or of all. */
function eventLines({ events, jobs }: View, job: string | undefined, most: number, room: Room): readonly Line[] {
  const ofJob = job === undefined ? events : events.filter(event => event.job === job || event.job === '')
  const lines: Line[] = []
  for (const event of ofJob.toReversed()) {
    const more = eventLine(event, jobs.size > 1 && job === undefined, room)
    if (lines.length + more.length > most) break
    lines.unshift(...more)
  }
  return lines
}

function eventLine(
  { time, job, who, word, tone, text, more }: KeptEvent,
  namesJob: boolean,
  { width, wrap }: Room,
): readonly Line[] {
  // An alert names its job itself.
  const by = [namesJob && !text.includes(job) ? job : '', `${who}${more === 0 ? '' : ` and ${more} more`}`].filter(
    part => part !== '',
  )
  const whole = `${by.length === 0 ? '' : `${by.join(', ')}: `}${text}`
  return atMostTwo(wrap(whole, width - CLOCK - WORD)).map((line, index) => [
    { text: index === 0 ? clockTime(time) : '', tone: 'quiet', width: CLOCK },
    { text: index === 0 ? word : '', tone, width: WORD },
    { text: line },
  ])
}

function titleLine(job: JobView, { now }: Room): Line {
  return [{ text: titleOf(job), tone: 'strong' }, { text: '  ' }, ...stateSpans(job, now)]
}

/** Whose screen it is, and the time at its right end. */
function headLine(view: View, shown: Shown, room: Room): Line {
  const job = chosenJob(view, shown)
  // A replay of a log without times has none.
  const time = clockTime(view.now).trim()
  const clock = [...(time === '' ? [] : [`${time} UTC`]), ...(view.hasEnded ? ['ended'] : [])].join(', ')
  const isOne = job !== undefined && screenOf(view, shown) !== 'jobs'
  const title: Line = isOne
    ? titleLine(job, room)
    : [{ text: 'logmon', tone: 'strong' }, { text: view.jobs.size === 0 ? '' : `  ${countsOf(view)}` }]
  return [...fitted(title, room.width - clock.length - 2), { text: '  ' }, { text: clock, tone: 'quiet' }]
}

/** A line that takes so many columns: its last piece is filled or cut. */
function fitted(line: Line, width: number): Line {
  const taken = line.slice(0, -1).reduce((sum, { text }) => sum + text.length, 0)
  const last = line.at(-1) as Span
  return [...line.slice(0, -1), { ...last, width: Math.max(1, width - taken) }]
}

/** Returns `3 jobs: 1 FAULTED, 2 HEALTHY`. */
function countsOf({ jobs }: View): string {
  const counts = new Map<string, number>()
  for (const { state } of jobs.values()) counts.set(state, (counts.get(state) ?? 0) + 1)
  const order = ['FAULTED', 'HANGING', 'SLOW', 'WAITING', 'HEALTHY', 'ENDED']
  const sorted = [...counts].sort(([one], [other]) => order.indexOf(one) - order.indexOf(other))
  return `${jobs.size} jobs: ${sorted.map(([state, count]) => `${count} ${state}`).join(', ')}`
}

function footLine(view: View, shown: Shown, { hasKeys }: Screen): Line {
  if (!hasKeys) return [{ text: 'Ctrl-C ends', tone: 'quiet' }]
  const keys: Readonly<Record<Shown['screen'], string>> = {
    jobs: 'q close   up/down choose   Enter the job   ? help',
    job: `q close   up/down ranks   Enter evidence${view.jobs.size > 1 ? '   Esc back' : ''}   ? help`,
    evidence: 'q close   up/down scroll   Esc back   ? help',
  }
  return [{ text: shown.isHelp ? 'q close   any other key back' : keys[screenOf(view, shown)], tone: 'quiet' }]
}

const HELP: readonly (readonly [string, string])[] = [
  ['up, k', 'the job, rank or line above'],
  ['down, j', 'the job, rank or line below'],
  ['Enter', 'the job; then what it, or the chosen rank, is judged by'],
  ['Esc, h', 'back'],
  ['g, G', 'the first, the last'],
  ['Ctrl-L', 'draw the screen anew'],
  ['q', 'close the screen; a program that is piped in goes on, and is told line by line'],
  ['Ctrl-C', 'end logmon, and the programs of the same pipe'],
]

const STATES: readonly (readonly [string, string])[] = [
  ['WAITING', 'nothing was seen yet'],
  ['HEALTHY', 'steps come as expected'],
  ['SLOW', 'a rule says that it is slower than it should be'],
  ['HANGING', 'what should have come is overdue'],
  ['FAULTED', 'a line says that something is broken'],
  ['ENDED', 'training is over'],
]

function helpLines({ width, wrap }: Room): readonly Line[] {
  const row = (first: Span, text: string): readonly Line[] =>
    wrap(text, width - KEYS_WIDTH - 4).map((line, index) => [
      { ...(index === 0 ? first : { text: '' }), width: KEYS_WIDTH + 2 },
      { text: line },
    ])
  return [
    ...HELP.flatMap(([keys, text]) => row({ text: keys, tone: 'strong' }, text)),
    [],
    ...STATES.flatMap(([state, text]) => row({ text: state, tone: toneOfState(state) }, text)),
    [],
    ...MARK_WORDS.flatMap(([mark, text]) => row(mark, text)),
  ]
}
