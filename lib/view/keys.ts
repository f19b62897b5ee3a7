// What keys do: from bytes of a terminal to keys, from keys to what is shown.
import type { JobView } from './job.ts'
import type { View } from './model.ts'
import { rankList, type TroubledRank } from './ranks.ts'

export type Key =
  | 'up'
  | 'down'
  | 'pageUp'
  | 'pageDown'
  | 'first'
  | 'last'
  | 'open'
  | 'back'
  | 'help'
  | 'redraw'
  | 'quit'

/** What is shown of a view. */
export interface Shown {
  readonly screen: 'jobs' | 'job' | 'evidence'
  /** True where the help stands in its place. */
  readonly isHelp: boolean
  /** Name of the job that is chosen; undefined for the first. */
  readonly job: string | undefined
  /** Name of the rank that is chosen; undefined for the job itself. */
  readonly rank: string | undefined
  /** Lines of the evidence that are above the screen. */
  readonly scroll: number
}

export const FIRST_SHOWN: Shown = { screen: 'jobs', isHelp: false, job: undefined, rank: undefined, scroll: 0 }

const KEYS: Readonly<Record<string, Key>> = {
  '\u001b[A': 'up',
  '\u001bOA': 'up',
  k: 'up',
  '\u001b[B': 'down',
  '\u001bOB': 'down',
  j: 'down',
  '\u001b[5~': 'pageUp',
  b: 'pageUp',
  '\u001b[6~': 'pageDown',
  ' ': 'pageDown',
  '\u001b[H': 'first',
  g: 'first',
  '\u001b[F': 'last',
  G: 'last',
  '\r': 'open',
  '\n': 'open',
  '\u001b[C': 'open',
  '\u001bOC': 'open',
  l: 'open',
  '\u001b': 'back',
  '\u001b[D': 'back',
  '\u001bOD': 'back',
  h: 'back',
  '\u007f': 'back',
  '\b': 'back',
  '?': 'help',
  '\f': 'redraw',
  q: 'quit',
  Q: 'quit',
}

/** Returns the keys of what a terminal sent at once; sequences and letters that mean nothing are left out. */
export function keysOf(text: string): readonly Key[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: terminals send them
  const pieces = text.match(/\u001b(?:\[[0-9;]*[A-Za-z~]|O[A-Za-z])|[\s\S]/g) ?? []
  return pieces.flatMap(piece => (Object.hasOwn(KEYS, piece) ? [KEYS[piece] as Key] : []))
}

/** Returns the job that is chosen: the first where none is, or where it is forgotten. */
export function chosenJob({ jobs }: View, { job }: Shown): JobView | undefined {
  return (job === undefined ? undefined : jobs.get(job)) ?? jobs.values().next().value
}

/** A single job is shown whole at once. */
export const screenOf = ({ jobs }: View, { screen }: Shown): Shown['screen'] =>
  screen === 'jobs' && jobs.size < 2 ? 'job' : screen

/** Returns the ranks that can be chosen; a single one is the job. */
export function ranksOf(job: JobView | undefined, now: number): readonly TroubledRank[] {
  const ranks = job === undefined ? [] : rankList(job.ranks, now)
  return ranks.length < 2 && ranks[0]?.trouble === undefined ? [] : ranks
}

const HALF_A_SCREEN = 10

/** Returns what is shown after a key. `quit` and `redraw` change nothing here. */
export function pressed(view: View, shown: Shown, key: Key): Shown {
  const screen = screenOf(view, shown)
  if (key === 'redraw') return shown
  if (key === 'help' || shown.isHelp) return { ...shown, isHelp: !shown.isHelp }
  if (screen === 'evidence') return inEvidence(shown, key)
  if (screen === 'job') return inJob(view, shown, key)
  return inJobs(view, shown, key)
}

/** How far a key goes in a list or a text. */
const MOVES: { readonly [K in Key]?: number } = {
  up: -1,
  down: 1,
  pageUp: -HALF_A_SCREEN,
  pageDown: HALF_A_SCREEN,
  first: Number.NEGATIVE_INFINITY,
  last: Number.POSITIVE_INFINITY,
}

function inEvidence(shown: Shown, key: Key): Shown {
  if (key === 'back' || key === 'open') return { ...shown, screen: 'job', scroll: 0 }
  const move = MOVES[key] ?? 0
  return { ...shown, scroll: Math.min(MOST_LINES, Math.max(0, shown.scroll + move)) }
}

/** Settled for a screen, it is brought back to the last line that there is. */
const MOST_LINES = 1_000_000

function inJob(view: View, shown: Shown, key: Key): Shown {
  if (key === 'open') return { ...shown, screen: 'evidence', scroll: 0 }
  if (key === 'back') return shown.rank !== undefined ? { ...shown, rank: undefined } : { ...shown, screen: 'jobs' }
  const names = [undefined, ...ranksOf(chosenJob(view, shown), view.now).map(({ rank }) => rank.name)]
  return { ...shown, screen: 'job', rank: moved(names, shown.rank, MOVES[key] ?? 0) }
}

function inJobs(view: View, shown: Shown, key: Key): Shown {
  const job = chosenJob(view, shown)
  if (key === 'open') return { ...shown, screen: 'job', job: job?.name, rank: undefined }
  if (key === 'back') return shown
  return { ...shown, job: moved([...view.jobs.keys()], job?.name, MOVES[key] ?? 0) }
}

function moved<T>(list: readonly T[], chosen: T, move: number): T | undefined {
  const at = Math.max(0, list.indexOf(chosen)) + move
  return list[Math.min(list.length - 1, Math.max(0, at))]
}
