// What the other channels are told where one has failed.
import { isAtLeast } from '../record/severity.ts'
import { formatTime, type Millis } from '../record/time.ts'
import type { AlertRecord } from '../record/types.generated.ts'
import { cleanLine } from '../redact/clean-text.ts'
import { labelsOf, nameOf, present, summaryOf } from './wording.ts'

/** What is known of the failures of one channel: plain data. */
export interface FailureState {
  /** When the others were told last; undefined for never. */
  toldMs: Millis | undefined
  count: number
}

const KEY = 'channel/'
/** A channel that fails again and again is told of so often. */
const TELL_EVERY_MS: Millis = 3_600_000

export const newFailureState = (): FailureState => ({ toldMs: undefined, count: 0 })

/** True for an alert whose own failure is not told: it would go round in a circle, or is a test. */
export const isOwn = ({ key, labels }: AlertRecord): boolean => key.startsWith(KEY) || labels?.['reason'] === 'Test'

/** Notes that a channel has failed; true where the others are to be told. */
export function noteFailure(state: FailureState, now: Millis): boolean {
  if (state.toldMs !== undefined && now - state.toldMs < TELL_EVERY_MS) return false
  state.toldMs = now
  state.count++
  return true
}

/** Returns the alert that a channel could not tell another one. */
export function channelFailedAlert(
  { channel, error, count }: { readonly channel: string; readonly error: string; readonly count: number },
  failed: AlertRecord,
  now: Millis,
): AlertRecord {
  const { job, severity = 'warning' } = failed
  const name = cleanLine(channel, 80)
  const facts = [
    { name: 'Untold', value: cleanLine(failed.summary, 200) },
    { name: 'Why', value: cleanLine(error, 500) },
    { name: 'To do', value: `See to ${name}; logmon alert test -c JOB.YAML sends a test through every channel.` },
  ]
  return present({
    kind: 'alert',
    time: formatTime(now),
    job,
    key: `${KEY}${cleanLine(channel, 200)}`,
    state: 'firing',
    severity: isAtLeast(severity, 'warning') ? severity : 'warning',
    summary: summaryOf('UNTOLD', nameOf(job), `${name} could not be told of an alert`),
    body: `${facts.map(fact => `${`${fact.name}:`.padEnd(7)} ${fact.value}`).join('\n')}\n`,
    facts,
    labels: labelsOf({ job, scope: 'channel', reason: 'ChannelFailed', channel: name }),
    episode: count,
    sequence: 1,
    once: true,
    starts_at: formatTime(now),
  }) as AlertRecord
}
