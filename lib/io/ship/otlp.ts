// A collector of OpenTelemetry as what takes lines.
import { isProblems, type Problem } from '../../problem.ts'
import type { ServerSettings } from '../../ship/destination.ts'
import { judgeOtlp, otlpBody } from '../../ship/otlp.ts'
import { version } from '../version.ts'
import { wordOf } from './loki.ts'
import { openPusher, type Pusher } from './push.ts'
import type { Receiver } from './receiver.ts'
import type { ShipWorld } from './world.ts'

/** Who read the lines. */
export const SCOPE = { name: 'logmon', version }

/** Resolves to what pushes to a collector, or to what is wrong with the secrets and certificates. */
export async function openOtlp(
  server: ServerSettings,
  { clock, environment }: Pick<ShipWorld, 'clock' | 'environment'>,
): Promise<Receiver | readonly Problem[]> {
  const pusher = await openPusher(server, clock, environment)
  if (isProblems(pusher)) return pusher
  const { push, close, warning } = pusher as Pusher
  return {
    warning,
    close,
    async give(labels, entries, signal) {
      const answer = await push(Buffer.from(JSON.stringify(otlpBody(JSON.parse(labels), entries, SCOPE))), signal)
      const word = wordOf(answer, judgeOtlp(answer))
      if (word.verdict.is !== 'partly') return word
      const { rejected } = word.verdict
      return {
        ...word,
        why: `${rejected} of ${entries.length} lines sent together were refused, not said which: ${word.why}`,
      }
    },
  }
}
