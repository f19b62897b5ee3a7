// A model's answer -> what may be believed of it: a category of the closed list, and lines that were really sent.
import { cleanLine } from '../../redact/clean-text.ts'
import { CATEGORIES } from '../../signatures/categories.ts'
import type { QuotableLine } from './context.ts'
import type { ModelResult } from './verdict.ts'

/** What is asked about one attempt. */
export interface Question {
  /** `Q1`, `Q2`, …: unique within a request. */
  readonly id: string
  readonly lines: readonly QuotableLine[]
}

export interface Answer {
  readonly question: string
  readonly category: string
  readonly cause: string
  readonly lines: readonly { readonly id: string; readonly text: string }[]
}

const MAX_CAUSE = 300
const MAX_QUOTED = 5
/** A job that ended well has the rules' word for it. */
const NAMEABLE = Object.keys(CATEGORIES).filter(category => category !== 'completed')

const answerSchema = (limitOf: (characters: number) => object) => ({
  type: 'object',
  required: ['question', 'category', 'cause', 'lines'],
  additionalProperties: false,
  properties: {
    question: { type: 'string', ...limitOf(8) },
    category: { type: 'string', enum: NAMEABLE },
    cause: { type: 'string', ...limitOf(1000) },
    lines: {
      type: 'array',
      maxItems: MAX_QUOTED,
      items: {
        type: 'object',
        required: ['id', 'text'],
        additionalProperties: false,
        properties: { id: { type: 'string', ...limitOf(8) }, text: { type: 'string', ...limitOf(1000) } },
      },
    },
  },
})
const ANSWER_SCHEMA = answerSchema(characters => ({ maxLength: characters }))

const answersSchema = (items: object) => ({
  type: 'object',
  required: ['answers'],
  additionalProperties: false,
  properties: { answers: { type: 'array', ...items } },
})

/**
 * Told to the server, so that it can hold the model to it; without lengths, of which some servers cannot make a
 * grammar.
 */
export const ASKED_SCHEMA = answersSchema({ items: answerSchema(() => ({})) })

/** Each answer is checked on its own: one that is wrong leaves the others as they are. */
const ENVELOPE_SCHEMA = answersSchema({ maxItems: 64, items: {} })

/** What an OpenAI-compatible server sends around the text. */
const REPLY_SCHEMA = {
  type: 'object',
  required: ['choices'],
  properties: {
    choices: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        required: ['message'],
        properties: {
          finish_reason: { type: ['string', 'null'] },
          message: { type: 'object', required: ['content'], properties: { content: { type: 'string' } } },
        },
      },
    },
    usage: { type: ['object', 'null'], properties: { total_tokens: { type: ['integer', 'null'], minimum: 0 } } },
  },
} as const

interface Reply {
  readonly choices: readonly [
    { readonly finish_reason?: string | null; readonly message: { readonly content: string } },
  ]
  readonly usage?: { readonly total_tokens?: number | null } | null
}

/** Why nothing of a reply can be used. */
export interface Unusable {
  readonly reason: string
}

export interface AnswerReader {
  /** Returns the model's text and what the server says that it cost, of the body of a response. */
  reply(body: string): { readonly content: string; readonly tokens: number | undefined } | Unusable
  /** Returns the answers in a model's text, still unchecked but for their number. */
  answers(content: string): readonly unknown[] | Unusable
  /** Returns what may be believed of an answer to a question. */
  judge(answer: unknown, question: Question, model: string): ModelResult
}

/** Loads the schema compiler, which only who asks a model pays for. */
export async function answerReader(): Promise<AnswerReader> {
  const { Ajv2020 } = await import('ajv/dist/2020.js')
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true })
  const isReply = ajv.compile<Reply>(REPLY_SCHEMA)
  const isEnvelope = ajv.compile<{ readonly answers: readonly unknown[] }>(ENVELOPE_SCHEMA)
  const isAnswer = ajv.compile<Answer>(ANSWER_SCHEMA)
  const why = (validate: typeof isReply | typeof isEnvelope | typeof isAnswer, what: string): string => {
    const [error] = validate.errors ?? []
    return `${what} does not meet its schema: ${error?.instancePath ?? ''} ${error?.message ?? ''}`
      .replace(/ +/g, ' ')
      .trim()
  }

  return {
    reply(body) {
      const value = parsed(body)
      if (value === undefined) return { reason: 'the response is not JSON' }
      if (!isReply(value)) return { reason: why(isReply, 'the response') }
      const [{ finish_reason, message }] = value.choices
      const tokens = value.usage?.total_tokens ?? undefined
      return finish_reason === 'length'
        ? { reason: 'the answer was cut short: it is longer than may be' }
        : { content: message.content, tokens }
    },
    answers(content) {
      const value = parsed(unwrapped(content))
      if (value === undefined) return { reason: 'the answer is not JSON' }
      return isEnvelope(value) ? value.answers : { reason: why(isEnvelope, 'the answer') }
    },
    judge(answer, { lines }, model) {
      const rejected = (reason: string): ModelResult => ({ outcome: 'rejected', model, reason })
      if (!isAnswer(answer)) return rejected(why(isAnswer, 'the answer'))
      if (answer.category === 'unknown') return { outcome: 'unsure', model, cached: false }
      const byId = new Map(lines.map(line => [line.id, line]))
      const quoted = new Set<QuotableLine>()
      for (const { id, text } of answer.lines) {
        const line = byId.get(id)
        if (line === undefined) return rejected(`it quotes a line ${cleanLine(id, 20)}, which was not sent`)
        if (line.text !== text) return rejected(`what it quotes as ${line.id} is not what was sent`)
        quoted.add(line)
      }
      if (quoted.size === 0) return rejected('it quotes no line')
      const cause = cleanLine(answer.cause, MAX_CAUSE)
      return cause === ''
        ? rejected('it names no cause')
        : { outcome: 'named', model, category: answer.category, cause, lines: [...quoted], cached: false }
    },
  }
}

export const isUnusable = (value: object): value is Unusable => 'reason' in value

/** The question that an answer says it is for; undefined where it says nothing of the kind. */
export function questionOf(answer: unknown): string | undefined {
  const question = (answer as { question?: unknown } | null)?.question
  return typeof question === 'string' ? question : undefined
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // not JSON; JSON itself has no undefined
  }
}

/** Takes off what models put around an answer that they were told to give alone: their thoughts, and a code block. */
function unwrapped(content: string): string {
  const said = content.replace(/^\s*<think>[\s\S]*?<\/think>/, '').trim()
  return /^```(?:json)?\n([\s\S]*?)\n?```$/.exec(said)?.[1] ?? said
}
