// `logmon alert ack`: somebody says that they see to what is firing.
import { hostname, userInfo } from 'node:os'
import type { AlertSettings } from '../../alert/settings.ts'
import { matcherText, parseMatcher } from '../../channel/matcher.ts'
import { formatTime } from '../../record/time.ts'
import type { DeliveryWorld } from './deliver.ts'
import { appendSilenceLine } from './silence-file.ts'

/** The id of an episode, or its first digits as a message shows them. */
const ID = /^[0-9a-f]{8,16}$/

/** Notes an acknowledgement for each word, an id or a matcher such as `job=llama-*`; resolves to the exit code. */
export async function acknowledge(
  { silences }: AlertSettings,
  words: readonly string[],
  { clock, say }: DeliveryWorld,
): Promise<number> {
  if (silences === undefined) {
    say('ack: the job file names no file in which it is kept: alert: {silences: FILE}')
    return 2
  }
  if (words.length === 0) {
    say('ack: say what you see to: the id that the message shows, or a matcher such as job=llama-70b')
    return 2
  }
  const matchers = words.map(word => (ID.test(word) ? parseMatcher(`id=${word}*`) : parseMatcher(word)))
  const wrong = words.filter((_word, index) => 'reason' in (matchers[index] as object))
  for (const word of wrong)
    say(`ack: ${JSON.stringify(word)} is neither an id (8 hexadecimal digits) nor a matcher such as job=llama-70b`)
  if (wrong.length > 0) return 2
  const at = formatTime(clock.now())
  for (const matcher of matchers) {
    if ('reason' in matcher) continue
    appendSilenceLine(silences, { acknowledge: { matchers: [matcherText(matcher)], author: userAtHost(), at } })
    process.stdout.write(`${matcherText(matcher)}: what is firing now is seen to by ${userAtHost()}\n`)
  }
  return 0
}

export const userAtHost = (): string => `${userName()}@${hostname()}`

/** A container may run under a number that has no name. */
function userName(): string {
  try {
    return userInfo().username
  } catch {
    return `user-${process.getuid?.() ?? 0}` // ENOENT: there is no such user
  }
}
