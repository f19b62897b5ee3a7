// A Loki as what takes lines.
import { isProblems, type Problem } from '../../problem.ts'
import { type Answer, judgeAnswer, type Verdict } from '../../ship/answer.ts'
import type { ServerSettings } from '../../ship/destination.ts'
import { giveBack, pushBody } from '../../ship/entry.ts'
import { openPusher, type Pusher } from './push.ts'
import type { Receiver, Word } from './receiver.ts'
import type { ShipWorld } from './world.ts'

/** Resolves to what pushes to Loki, or to what is wrong with the secrets and certificates. */
export async function openLoki(
  server: ServerSettings,
  { clock, environment }: Pick<ShipWorld, 'clock' | 'environment'>,
): Promise<Receiver | readonly Problem[]> {
  const pusher = await openPusher(server, clock, environment)
  if (isProblems(pusher)) return pusher
  const { push, get, close, warning } = pusher as Pusher
  /** Memory of bodies that were sent. */
  const spare: Buffer[] = []
  return {
    warning,
    close,
    ask: ({ query, time }, signal) => get(queryUrl(server.url, { query, time: String(time) }), signal),
    async give(labels, entries, signal) {
      const body = pushBody(labels, entries, spare)
      const answer = await push(body, signal)
      giveBack(body, spare)
      return wordOf(answer, judgeAnswer(answer))
    },
  }
}

/** Returns the address of the query API that stands beside the push API. */
function queryUrl(push: string, parameters: Readonly<Record<string, string>>): URL {
  const url = new URL(push)
  url.pathname = url.pathname.replace(/push\/?$/, 'query')
  url.search = new URLSearchParams(parameters).toString()
  return url
}

/** Returns an answer with what it means, and the words for it. */
export function wordOf({ status, text }: Answer, verdict: Verdict): Word {
  const words = status === 0 ? text : `the server answers ${status}${text === '' ? '' : `: ${text}`}`
  return { verdict, why: text, words }
}
