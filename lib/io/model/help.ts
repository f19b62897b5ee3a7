// Whoever has a question gets an answer: from the cache, or with others' questions in one request.

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { rootCertificates } from 'node:tls'
import { type AnswerReader, answerReader } from '../../classify/model/answer.ts'
import type { QuotableLine } from '../../classify/model/context.ts'
import { promptOf } from '../../classify/model/prompt.ts'
import type { ModelSettings } from '../../classify/model/settings.ts'
import type { ModelResult } from '../../classify/model/verdict.ts'
import type { ClockMode } from '../../drive.ts'
import type { Problem } from '../../problem.ts'
import type { Millis } from '../../record/time.ts'
import { type Clock, wallClock } from '../clock.ts'
import { safeError } from '../deliver/outcome.ts'
import { reasonOf } from '../error-words.ts'
import { readSecret } from '../secret.ts'
import { type Asked, askModels } from './ask.ts'
import { budgetOf } from './budget.ts'
import { type AnswerCache, answerCache } from './cache.ts'

/** What asking touches besides the network; tests give their own. */
export interface ModelWorld {
  readonly clock: Clock
  readonly random: () => number
  readonly environment: NodeJS.ProcessEnv
  /** Takes a line for the user, before anything is asked. */
  readonly say: (line: string) => void
  readonly firstPauseMs: Millis
  readonly longestPauseMs: Millis
}

export interface ModelHelp {
  /**
   * Calls `done` once with what came of asking: at once where that is known already, else soon after the deadline at
   * the latest.
   */
  ask(lines: readonly QuotableLine[], done: (result: ModelResult) => void): void
  /** Resolves when nothing is being asked. */
  idle(): Promise<void>
  /** Gives up what is being asked. */
  stop(reason: string): void
}

/** Questions of one request: together they must fit into the context of a small model. */
const MAX_BATCH = 3
/** Questions that wait for others to be answered; one more is not asked. */
const MAX_WAITING = 100
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/

export const modelWorld: ModelWorld = {
  clock: wallClock,
  random: Math.random,
  environment: process.env,
  say: line => void process.stderr.write(`logmon-classify: ${line}\n`),
  firstPauseMs: 500,
  longestPauseMs: 10_000,
}

interface Waiting {
  readonly lines: readonly QuotableLine[]
  readonly until: Millis
  readonly done: (result: ModelResult) => void
}

/**
 * Resolves to who answers, or to what is wrong with the key or the certificates. In a replay only the cache answers.
 */
export async function modelHelp(
  settings: ModelSettings,
  mode: ClockMode,
  world: ModelWorld = modelWorld,
): Promise<ModelHelp | readonly Problem[]> {
  const reader = await answerReader()
  const cache = settings.cacheFolder === undefined ? undefined : answerCache(settings.cacheFolder)
  const kept = keptAnswers(settings, reader, cache, world)
  if (mode === 'record') return keptHelp(kept)
  const target = await targetOf(settings, world)
  if (Array.isArray(target)) return target
  const options = {
    ...world,
    target: target as Target,
    models: settings.models,
    reader,
    budget: budgetOf(settings),
    taken: new Map(),
  }
  const given = new AbortController()
  const waiting: Waiting[] = []
  let working: Promise<void> | undefined

  async function work(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.splice(0, MAX_BATCH)
      const questions = batch.map(({ lines }, index) => ({ id: `Q${index + 1}`, lines }))
      const until = Math.min(...batch.map(one => one.until))
      const asked = await askModels(questions, until, given.signal, options)
      for (const [index, { lines, done }] of batch.entries()) {
        const one = asked[index] as Asked
        kept.write(lines, one)
        done(one.result)
      }
    }
    working = undefined
  }

  return {
    ask(lines, done) {
      const before = kept.read(lines)
      if (before !== undefined) return done(before)
      if (lines.length === 0) return done({ outcome: 'not_asked', reason: 'there are no lines to ask about' })
      if (waiting.length >= MAX_WAITING)
        return done({ outcome: 'not_asked', reason: `${MAX_WAITING} questions are waiting already` })
      waiting.push({ lines, until: world.clock.now() + settings.deadlineMs, done })
      // Not at once: what is asked in the same breath goes in one request.
      working ??= Promise.resolve().then(work)
    },
    idle: async () => working,
    stop: reason => given.abort(reason),
  }
}

/** What a replay asks: the answers that were kept alone. */
function keptHelp(kept: KeptAnswers): ModelHelp {
  const nothing: ModelResult = {
    outcome: 'not_asked',
    reason: 'in a replay only answers of the cache count, and it has none',
  }
  return {
    ask: (lines, done) => done(kept.read(lines) ?? nothing),
    idle: async () => undefined,
    stop: () => undefined,
  }
}

type Target = Parameters<typeof askModels>[3]['target']

async function targetOf(
  { url, key: source, keyPlace, caFile }: ModelSettings,
  world: ModelWorld,
): Promise<Target | readonly Problem[]> {
  const problems: Problem[] = []
  const key = await readSecret(source, '', world.environment)
  if (typeof key === 'object') problems.push({ place: keyPlace, reason: key.reason })
  // Said aloud, like all else: Node would add those that variables of the environment name.
  const ca = [...rootCertificates]
  try {
    if (caFile !== undefined) ca.push(readFileSync(caFile, 'utf8'))
  } catch (error) {
    problems.push({
      place: '--llm-ca-file',
      reason: `${caFile} cannot be read: ${reasonOf(error)}`,
    })
  }
  if (problems.length > 0) return problems
  const { protocol, hostname } = new URL(url)
  if (key !== undefined && protocol === 'http:' && !LOOPBACK.test(hostname))
    world.say(`--llm: the key goes to ${hostname} unencrypted (http)`)
  return { url, key: key as string | undefined, ca }
}

interface KeptAnswers {
  read(lines: readonly QuotableLine[]): ModelResult | undefined
  write(lines: readonly QuotableLine[], asked: Asked): void
}

/**
 * The cache in terms of questions. The key is a hash of where, whom and what is asked, so that a change of any asks
 * anew.
 */
function keptAnswers(
  { url, models }: ModelSettings,
  reader: AnswerReader,
  cache: AnswerCache | undefined,
  world: ModelWorld,
): KeptAnswers {
  let hasComplained = false
  const keyOf = (model: string, lines: readonly QuotableLine[]): string =>
    createHash('sha256')
      .update(JSON.stringify([url, model, promptOf(lines)]))
      .digest('hex')
  return {
    read(lines) {
      for (const model of cache === undefined ? [] : models) {
        const answer = cache?.read(keyOf(model, lines))
        if (answer === undefined) continue
        const result = reader.judge(answer, { id: '', lines }, model)
        if (result.outcome === 'named' || result.outcome === 'unsure') return { ...result, cached: true }
      }
      return undefined
    },
    write(lines, { result, answer }) {
      if (cache === undefined || answer === undefined || (result.outcome !== 'named' && result.outcome !== 'unsure'))
        return
      try {
        cache.write(keyOf(result.model, lines), answer)
      } catch (error) {
        if (!hasComplained) world.say(safeError(`--llm-cache: ${reasonOf(error)}`, []))
        hasComplained = true
      }
    },
  }
}
