// A channel of the job file, made ready: its secrets read, its sender made.

import { readFileSync } from 'node:fs'
import type { Outcome } from '../../channel/answer.ts'
import type { ConfiguredChannel, Given } from '../../channel/channel.ts'
import type { Requests, Targets, Via } from '../../channel/request.ts'
import type { SecretSource, SecretValues } from '../../channel/secret.ts'
import { isProblems, type Problem } from '../../problem.ts'
import type { AlertRecord } from '../../record/types.generated.ts'
import type { Clock } from '../clock.ts'
import { readSecret } from '../secret.ts'
import { execSending } from './exec.ts'
import { httpSending } from './http.ts'
import { mailSending } from './mail.ts'
import type { Sending, SendingContext } from './sending.ts'
import { type SentBefore, sentBefore } from './sent-before.ts'

export interface ReadyChannel {
  readonly channel: ConfiguredChannel
  /** What must not appear in any error. */
  readonly secrets: readonly string[]
  /** Something that the user should know beforehand. */
  readonly warning: string | undefined
  readonly send: (alert: AlertRecord, signal: AbortSignal) => Promise<Outcome>
  /** Tells again what is still firing; undefined for a receiver that remembers it. */
  readonly keep: ((firing: readonly AlertRecord[], signal: AbortSignal) => Promise<Outcome>) | undefined
  readonly sent: SentBefore
}

/** What channels are made ready with. */
export interface ReadyWorld {
  readonly clock: Clock
  readonly environment: NodeJS.ProcessEnv
  /** Variables that no program may see. */
  readonly hidden: readonly string[]
}

type SendingOf<V extends Via> = (
  target: Targets[V],
  context: SendingContext,
) => Sending<Requests[V]> | readonly Problem[]

const SENDINGS: { readonly [V in Via]: SendingOf<V> } = {
  mail: mailSending,
  http: httpSending,
  exec: execSending,
  stdout: () => ({ send: async () => ({ is: 'sent' }) }),
}

/** Resolves to the channel, or to what is wrong with its secrets and files. */
export async function readyChannel<V extends Via>(
  channel: ConfiguredChannel<V>,
  world: ReadyWorld,
): Promise<ReadyChannel | readonly Problem[]> {
  const secrets = await readSecrets(channel, world.environment)
  const certificates = readCertificates(channel)
  const problems = [...(isProblems(secrets) ? secrets : []), ...(isProblems(certificates) ? certificates : [])]
  if (problems.length > 0) return problems
  const values = secrets as SecretValues
  const given = Object.values(values).filter(value => value !== undefined)
  const sending = SENDINGS[channel.via](channel.target(values), {
    ...world,
    place: channel.place,
    timeoutMs: channel.timeoutMs,
    secrets: given,
    answer: channel.answer,
    certificates: certificates as readonly string[],
  })
  if (isProblems(sending)) return sending
  const { send, quotedSecrets = [], warning } = sending as Sending<Requests[V]>
  const sent = sentBefore(channel.keeping !== undefined)
  const givenAt = (): Given => ({ secrets: values, now: world.clock.now() })
  const { keeping } = channel
  return {
    channel,
    secrets: [...given, ...quotedSecrets],
    warning,
    async send(alert, signal) {
      const outcome = await send(channel.render(alert, { ...givenAt(), ...sent.of(alert) }), signal)
      if (outcome.is === 'sent') sent.note(alert, outcome.thread)
      return outcome
    },
    keep: keeping === undefined ? undefined : async (firing, signal) => send(keeping.render(firing, givenAt()), signal),
    sent,
  }
}

/** One after the other: two questions on the terminal at once could not be answered. */
async function readSecrets(
  { place, secrets }: { readonly place: string; readonly secrets: readonly SecretSource[] },
  environment: NodeJS.ProcessEnv,
): Promise<SecretValues | readonly Problem[]> {
  const values: Record<string, string | undefined> = {}
  const problems: Problem[] = []
  for (const { path, file, env, question } of secrets) {
    const secret = await readSecret({ file, env, prompt: question }, `${place}.${path}`, environment)
    if (typeof secret === 'object') problems.push(secret)
    else values[path] = secret
  }
  return problems.length > 0 ? problems : values
}

function readCertificates({ place, certificates }: ConfiguredChannel): readonly string[] | readonly Problem[] {
  if (certificates === undefined) return []
  const { path, file } = certificates
  try {
    return [readFileSync(file, 'utf8')]
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    return [{ place: `${place}.${path}`, reason: `${file} cannot be read: ${code ?? message}` }]
  }
}
