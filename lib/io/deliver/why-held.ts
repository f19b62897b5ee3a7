// Why an alert is not told now: by anybody, and by one channel.
import type { HoldReason, WhyHeld } from '../../alert/hold.ts'
import { inhibitor } from '../../alert/inhibit.ts'
import type { AlertSettings } from '../../alert/settings.ts'
import type { Acknowledgement, Silence } from '../../alert/silence.ts'
import type { ConfiguredChannel } from '../../channel/channel.ts'
import { isAtLeast } from '../../record/severity.ts'
import { formatDuration, formatTime } from '../../record/time.ts'
import type { AlertRecord } from '../../record/types.generated.ts'
import { cleanLine } from '../../redact/clean-text.ts'
import type { SilenceFile } from './silence-file.ts'

const MAX_WORDS = 300

export interface HeldForAll {
  readonly why: WhyHeld
  /** Must see every alert, before `why` is asked about it. */
  note(alert: AlertRecord): void
}

/**
 * What nobody is told now: it is muted by another alert, silenced, or a reminder of what somebody has acknowledged.
 * `firing`: what was firing before, and was not muted.
 */
export function whyNobody(
  { inhibit }: AlertSettings,
  file: SilenceFile | undefined,
  firing: readonly AlertRecord[],
): HeldForAll {
  const muting = inhibitor(inhibit, firing)
  return {
    note: alert => void muting.take(alert),
    why(alert) {
      const source = alert.state === 'firing' ? muting.of(alert) : undefined
      if (source !== undefined)
        return { is: 'inhibited', words: cleanLine(`while this is firing: ${source.summary}`, MAX_WORDS) }
      const silence = file?.of(alert)
      if (silence !== undefined) return { is: 'silenced', words: wordsOfSilence(silence) }
      const taken = alert.reminder === undefined ? undefined : file?.acknowledged(alert)
      return taken === undefined ? undefined : acknowledgedReason(taken)
    },
  }
}

/** What a channel does not tell now; undefined where it tells everything at once. */
export function whyNotOn(channel: ConfiguredChannel, file: SilenceFile | undefined): WhyHeld | undefined {
  const { escalateAfterMs, hours, wakeFor } = channel
  if (escalateAfterMs === undefined && hours === undefined) return undefined
  return (alert, now, { firstMs, isTold }) => {
    if (escalateAfterMs !== undefined && alert.state === 'firing') {
      const taken = file?.acknowledged(alert)
      if (taken !== undefined) return acknowledgedReason(taken)
      const until = firstMs + escalateAfterMs
      if (!isTold && now < until)
        return {
          is: 'waiting',
          words: `told where nobody acknowledges it for ${formatDuration(escalateAfterMs)}`,
          until,
        }
    }
    const wakes = wakeFor !== undefined && isAtLeast(alert.severity ?? 'warning', wakeFor)
    if (hours === undefined || wakes || hours.isOpen(now)) return undefined
    const until = hours.opens(now)
    const words = `quiet until ${(until === undefined ? undefined : formatTime(until)) ?? 'nobody knows when'}`
    return { is: 'quiet', words, ...(until === undefined ? {} : { until }) }
  }
}

const acknowledgedReason = ({ author, at }: Acknowledgement): HoldReason => ({
  is: 'acknowledged',
  words: cleanLine(`acknowledged by ${author} at ${formatTime(at) ?? ''}`, MAX_WORDS),
})

const wordsOfSilence = ({ id, endsAt, author, reason }: Silence): string =>
  cleanLine(`silence ${id} until ${formatTime(endsAt) ?? ''}, by ${author}: ${reason}`, MAX_WORDS)

/** Returns an alert as it is told where nobody has acknowledged it for so long. */
export function escalated(alert: AlertRecord, { escalateAfterMs }: ConfiguredChannel): AlertRecord {
  if (escalateAfterMs === undefined || alert.state === 'resolved') return alert
  const value = `nobody has acknowledged this for ${formatDuration(escalateAfterMs)}`
  return {
    ...alert,
    ...(alert.facts === undefined ? {} : { facts: [{ name: 'Escalated', value }, ...alert.facts] }),
    ...(alert.body === undefined ? {} : { body: `Escalated: ${value}\n${alert.body}` }),
  }
}
