// What the hours of a job went to: each millisecond from its first line to its last is of exactly one part.
import type { Millis } from '../record/time.ts'
import { inBlocks } from './blocks.ts'
import type { AttemptHistory, History } from './history.ts'
import type { StepPoint } from './step-point.ts'
import { intervalOf, type UsualStep, usualStepOf } from './usual-step.ts'

/**
 * training: steps that count, as long as they usually take; checkpoint, evaluation: what the log says of a pause;
 * startup: of the first attempt, up to its first step; ending: of the last attempt, behind its last step; hang: without
 * a step while the job was HANGING; restart: from the last step of an attempt that ended to the first one of the next;
 * redone: steps that a later attempt did again, or has to; slow: what slow steps took more than usual.
 */
export const PARTS = [
  'training',
  'checkpoint',
  'evaluation',
  'startup',
  'ending',
  'hang',
  'restart',
  'redone',
  'slow',
] as const
export type Part = (typeof PARTS)[number]
/** Those that would not be there if all went well. */
export const LOST: readonly Part[] = ['hang', 'restart', 'redone', 'slow']

/** Who and what ended an attempt, as far as it is known. */
export interface Blame {
  /** A category of failures, or another word for the cause. */
  readonly cause: string
  /** '' where no node is known. */
  readonly node: string
}

export interface Loss extends Blame {
  readonly part: Part
  readonly ms: Millis
}

export interface Account {
  readonly began: Millis
  readonly ended: Millis
  readonly totalMs: Millis
  readonly parts: Readonly<Record<Part, Millis>>
  readonly attempts: number
  /** Steps that count, and those that were done in vain. */
  readonly steps: number
  readonly stepsRedone: number
  /** What a step usually takes; undefined where no two steps are known. */
  readonly usualStepMs: Millis | undefined
  /** What was lost, by part, cause and node; the most first. */
  readonly losses: readonly Loss[]
  /** See `History`. */
  readonly isTimeless: boolean
}

/** Causes that are no category of failures. */
export const SLOW_STEPS = 'slow_steps'
export const WENT_ON = 'hang_no_output'
const NOBODY: Blame = { cause: 'unknown', node: '' }

/** Returns where the hours went. `blames[i]` is what ended attempt i; the last one may have none. */
export function accountOf(history: History, blames: readonly (Blame | undefined)[]): Account | undefined {
  const attempts = inBlocks(history.attempts)
  const [first, last] = [attempts[0], attempts.at(-1)]
  if (first === undefined || last === undefined) return undefined
  const usual = usualStepOf(attempts)
  const interval = intervalOf(history.attempts)
  const book = new Book()
  const kept = keptUpTo(attempts, interval)
  let until = first.began
  for (const [index, attempt] of attempts.entries()) {
    const blame = blames[index] ?? NOBODY
    const blameBefore = index === 0 ? undefined : (blames[index - 1] ?? NOBODY)
    const began = Math.max(until, attempt.began)
    if (blameBefore !== undefined) book.lose('restart', blameBefore, began - until)
    const order = { attempt, began, usual, interval, keptUpTo: kept[index] as number, isLast: attempt === last }
    bookAttempt(book, { ...order, blame, blameBefore })
    until = Math.max(began, attempt.ended)
  }
  return {
    ...{ began: first.began, ended: until, totalMs: until - first.began, parts: book.parts },
    ...{ attempts: attempts.length, steps: Math.round(book.steps), stepsRedone: Math.round(book.stepsRedone) },
    ...{ usualStepMs: usual?.ms, losses: book.losses(), isTimeless: history.isTimeless },
  }
}

/**
 * Returns up to which step each attempt's steps count: a later attempt that began at step n did all from n on again.
 * The first line of an attempt speaks of as many steps as lie between two lines.
 */
function keptUpTo(attempts: readonly AttemptHistory[], interval: number): readonly number[] {
  let least = Number.POSITIVE_INFINITY
  const kept = attempts.toReversed().map(({ points }) => {
    const mine = least
    const first = points[0]
    if (first !== undefined) least = Math.min(least, first.step - firstStepsOf(points, interval))
    return mine
  })
  return kept.reverse()
}

/** Steps that the first line of an attempt speaks of. */
const firstStepsOf = ([first, second]: readonly StepPoint[], interval: number): number =>
  Math.max(
    1,
    Math.min(second === undefined || first === undefined ? interval : second.step - first.step, first?.step ?? 1),
  )

interface AttemptOrder {
  readonly attempt: AttemptHistory
  readonly began: Millis
  readonly usual: UsualStep | undefined
  /** Steps from one line to the next, usually. */
  readonly interval: number
  readonly keptUpTo: number
  readonly blame: Blame
  /** What ended the attempt before; undefined for the first one. */
  readonly blameBefore: Blame | undefined
  readonly isLast: boolean
}

function bookAttempt(book: Book, order: AttemptOrder): void {
  const { attempt, began, usual, interval, blame, blameBefore, isLast } = order
  const { points, ended } = attempt
  const [first] = points
  if (first === undefined) {
    // It did nothing: where another followed, its own end is why.
    if (!isLast) book.lose('restart', blame, ended - began)
    else if (blameBefore === undefined) book.add('startup', ended - began)
    else book.lose('restart', blameBefore, ended - began)
    return
  }
  const steps = firstStepsOf(points, interval)
  const firstAt = Math.max(began, first.at)
  const firstMs = Math.min(firstAt - began, steps * (usual?.ms ?? 0))
  if (blameBefore === undefined) book.add('startup', firstAt - began - firstMs)
  else book.lose('restart', blameBefore, firstAt - began - firstMs)
  bookSteps(book, order, { from: first.step - steps, to: first.step, ms: firstMs })
  for (let index = 1; index < points.length; index++)
    bookStep(book, order, points[index - 1] as StepPoint, points[index] as StepPoint)
  const rest = Math.max(0, ended - Math.max(began, points.at(-1)?.at ?? began))
  if (attempt.hungAtEnd) book.lose('hang', blame.cause === 'unknown' ? { ...blame, cause: WENT_ON } : blame, rest)
  else if (isLast) book.add('ending', rest)
  else book.lose('restart', blame, rest)
}

/** Books what lies between two steps: the steps themselves, and what it took longer than that. */
function bookStep(book: Book, order: AttemptOrder, before: StepPoint, point: StepPoint): void {
  const took = Math.max(0, point.at - Math.max(before.at, order.began))
  const expected = (point.step - before.step) * (order.usual?.ms ?? 0)
  const extra = took - expected
  const { usual } = order
  const isLonger = usual !== undefined && extra > 0
  const isHang = isLonger && point.hung && took > 2 * expected
  const isPause = isLonger && point.pause !== undefined
  const isSlow = isLonger && took > (point.step - before.step) * usual.slowFromMs
  const isTraining = !isHang && !isPause && !isSlow
  bookSteps(book, order, { from: before.step, to: point.step, ms: isTraining ? took : expected })
  if (isHang) book.lose('hang', { cause: WENT_ON, node: '' }, extra)
  else if (isPause) book.add(point.pause as 'checkpoint' | 'evaluation', extra)
  else if (isSlow) book.lose('slow', { cause: SLOW_STEPS, node: '' }, extra)
}

/** Books steps after `from` up to `to`: as training, or as done in vain as far as they were done again. */
function bookSteps(
  book: Book,
  { keptUpTo: kept, blame }: AttemptOrder,
  { from, to, ms }: { readonly from: number; readonly to: number; readonly ms: Millis },
): void {
  const inVain = Math.min(to - from, Math.max(0, to - kept))
  const share = to === from ? 0 : inVain / (to - from)
  book.steps += to - from - inVain
  book.stepsRedone += inVain
  book.add('training', ms * (1 - share))
  book.lose('redone', blame, ms * share)
}

class Book {
  readonly parts = Object.fromEntries(PARTS.map(part => [part, 0])) as Record<Part, Millis>
  steps = 0
  stepsRedone = 0
  private readonly lost = new Map<string, Loss>()

  add(part: Part, ms: Millis): void {
    this.parts[part] += ms
  }

  lose(part: Part, { cause, node }: Blame, ms: Millis): void {
    if (ms <= 0) return
    this.add(part, ms)
    const key = JSON.stringify([part, cause, node])
    this.lost.set(key, { part, cause, node, ms: ms + (this.lost.get(key)?.ms ?? 0) })
  }

  losses(): readonly Loss[] {
    return [...this.lost.values()].sort((one, other) => other.ms - one.ms)
  }
}
