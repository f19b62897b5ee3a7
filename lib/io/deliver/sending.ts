// What a sender is made of, and what it is once made.
import type { AnswerReader } from '../../channel/answer.ts'
import type { Millis } from '../../record/time.ts'
import type { Clock } from '../clock.ts'
import type { Send } from './outcome.ts'

/** What senders are made with, besides their target. */
export interface SendingContext {
  readonly clock: Clock
  readonly environment: NodeJS.ProcessEnv
  /** Variables that no program may see. */
  readonly hidden: readonly string[]
  /** Where the channel stands in the job file, for what is wrong with its target. */
  readonly place: string
  /** Longest time of one try. */
  readonly timeoutMs: Millis
  /** Values of the channel's secrets. */
  readonly secrets: readonly string[]
  /** What an answer means, where its status does not say it. */
  readonly answer: AnswerReader | undefined
  /** PEM; trusted besides the public ones. */
  readonly certificates: readonly string[]
}

/** Requests on their way. */
export interface Sending<Request> {
  readonly send: Send<Request>
  /** What a server or program may quote in place of a secret itself: another form of it, or a part. */
  readonly quotedSecrets?: readonly string[]
  /** Something that the user should know beforehand. */
  readonly warning?: string
}

/** Returns the variables that a program which is started for a channel sees. */
export const seenEnvironment = ({ environment, hidden }: SendingContext): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !hidden.includes(name)))
