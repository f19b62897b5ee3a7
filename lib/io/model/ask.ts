// Several questions, asked of one model after the other until each is answered, the time is over or the budget is
// spent.
import { createHash } from 'node:crypto'
import { type AnswerReader, isUnusable, type Question, questionOf } from '../../classify/model/answer.ts'
import { type ChatRequest, chatRequest, MAX_ANSWER_TOKENS, withoutRefused } from '../../classify/model/prompt.ts'
import type { ModelResult } from '../../classify/model/verdict.ts'
import type { Millis } from '../../record/time.ts'
import type { Clock } from '../clock.ts'
import { safeError } from '../deliver/outcome.ts'
import type { Budget } from './budget.ts'
import { type ChatTarget, exchange } from './chat.ts'

export interface AskOptions {
  readonly target: ChatTarget
  readonly models: readonly string[]
  readonly reader: AnswerReader
  readonly budget: Budget
  /** The form of request that each model took last; kept here from one question to the next. */
  readonly taken: Map<string, ChatRequest>
  readonly clock: Clock
  /** 0 to 1, evenly. */
  readonly random: () => number
  /** The pause before a second try is up to this, and up to twice as long before every further one. */
  readonly firstPauseMs: Millis
  readonly longestPauseMs: Millis
}

/** What came of one answer, with the answer itself, so that it can be kept. */
export interface Asked {
  readonly result: ModelResult
  readonly answer?: object
}

/** Tries per model; the first included. */
const MAX_TRIES = 3

/** Resolves to what came of each question, in their order. Never rejects; ends soon after `until` or the signal. */
export async function askModels(
  questions: readonly Question[],
  until: Millis,
  signal: AbortSignal,
  options: AskOptions,
): Promise<readonly Asked[]> {
  const asked = new Map<string, Asked>()
  let left = questions
  for (const [index, model] of options.models.entries()) {
    const now = options.clock.now()
    if (left.length === 0 || now >= until || signal.aborted) break
    // Each model has its share of the time that is left: one that hangs must not take that of those after it.
    const end = { until: now + (until - now) / (options.models.length - index), signal }
    const tried = await askModel(model, left, end, options)
    for (const { id } of left) {
      const one = tried.asked.get(id)
      if (one !== undefined) asked.set(id, afterOther(asked.get(id), one))
    }
    left = left.filter(({ id }) => isOpen(asked.get(id)))
    if (tried.isOver) break
  }
  const late: Asked = {
    result: { outcome: 'failed', reason: signal.aborted ? String(signal.reason) : 'there was no time left to ask' },
  }
  return questions.map(({ id }) => asked.get(id) ?? late)
}

/** A later model that failed leaves what an earlier one did to be told, too. */
function afterOther(before: Asked | undefined, asked: Asked): Asked {
  if (before === undefined || asked.result.outcome !== 'failed' || !('reason' in before.result)) return asked
  if (before.result.outcome === 'rejected') return before
  return { result: { outcome: 'failed', reason: safeError(`${before.result.reason}; ${asked.result.reason}`, []) } }
}

const isOpen = (asked: Asked | undefined): boolean =>
  asked === undefined || asked.result.outcome === 'failed' || asked.result.outcome === 'rejected'

interface Tried {
  readonly asked: ReadonlyMap<string, Asked>
  /** True where no other model need be tried. */
  readonly isOver: boolean
}

async function askModel(
  model: string,
  questions: readonly Question[],
  { until, signal }: { readonly until: Millis; readonly signal: AbortSignal },
  options: AskOptions,
): Promise<Tried> {
  const { clock, budget, target } = options
  const failed = (reason: string, isOver: boolean): Tried => {
    const result: ModelResult = {
      outcome: 'failed',
      reason: safeError(`${model}: ${reason}`, target.key === undefined ? [] : [target.key]),
    }
    return { asked: new Map(questions.map(({ id }) => [id, { result }])), isOver }
  }
  const asked = chatRequest(model, questions, fenceFor(questions))
  let request: ChatRequest = { ...(options.taken.get(model) ?? asked), messages: asked.messages }
  for (let tries = 1; ; ) {
    const body = JSON.stringify(request)
    const broke = budget.take(
      Buffer.byteLength(body),
      request.max_tokens ?? request.max_completion_tokens ?? MAX_ANSWER_TOKENS,
    )
    if (broke !== undefined) return failed(broke, true)
    const came = await timed(until, signal, clock, inTime => exchange(target, body, inTime, clock))
    if (came.is === 'answered') {
      options.taken.set(model, { ...request, messages: [] })
      const asked = judged(came.body, model, questions, options)
      return typeof asked === 'string' ? failed(asked, false) : { asked, isOver: false }
    }
    if (came.is === 'refused') return failed(came.error, true)
    if (came.is === 'unusable') {
      const changed: ChatRequest | undefined =
        came.refusal === undefined ? undefined : withoutRefused(request, came.refusal)
      if (changed === undefined) return failed(came.error, false)
      request = changed
      continue
    }
    const pauseMs = Math.max(
      came.afterMs ?? 0,
      options.random() * Math.min(options.longestPauseMs, options.firstPauseMs * 2 ** (tries - 1)),
    )
    tries++
    if (tries > MAX_TRIES || signal.aborted || clock.now() + pauseMs >= until) return failed(came.error, false)
    await timed(clock.now() + pauseMs, signal, clock, ended)
  }
}

/** Hands a signal to the work that ends at `until`, or earlier with the one that was given. */
async function timed<T>(
  until: Millis,
  signal: AbortSignal,
  clock: Clock,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const timer = new AbortController()
  const abort = (): void => timer.abort()
  const cancel = clock.at(until, abort)
  signal.addEventListener('abort', abort, { once: true })
  if (signal.aborted) abort()
  try {
    return await work(timer.signal)
  } finally {
    cancel()
    signal.removeEventListener('abort', abort)
  }
}

const ended = (signal: AbortSignal): Promise<void> =>
  new Promise(resolve =>
    signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve(), { once: true }),
  )

/** Returns what a model's answer says to each question, or why it cannot be used. */
function judged(
  body: string,
  model: string,
  questions: readonly Question[],
  { reader, budget }: AskOptions,
): ReadonlyMap<string, Asked> | string {
  const reply = reader.reply(body)
  if (isUnusable(reply)) return reply.reason
  if (reply.tokens !== undefined) budget.spent(reply.tokens)
  const answers = reader.answers(reply.content)
  if (isUnusable(answers)) return answers.reason
  const asked = new Map<string, Asked>()
  for (const question of questions) {
    const [answer, ...more] = answers.filter(one => questionOf(one) === question.id)
    if (answer === undefined)
      asked.set(question.id, { result: { outcome: 'failed', reason: `${model}: it left the question out` } })
    else if (more.length > 0)
      asked.set(question.id, { result: { outcome: 'rejected', model, reason: 'it answers the same question twice' } })
    else asked.set(question.id, { result: reader.judge(answer, question, model), answer: answer as object })
  }
  return asked
}

/**
 * Returns a mark that stands in no line: whoever writes a line would have to know the hash of all lines, that one
 * included.
 */
function fenceFor(questions: readonly Question[]): string {
  const lines = JSON.stringify(questions)
  for (let salt = 0; ; salt++) {
    const fence = `log-${createHash('sha256').update(`${salt} ${lines}`).digest('hex').slice(0, 32)}`
    if (!lines.includes(fence)) return fence
  }
}
