// `logmon alert digest`: what there was to tell in some hours, printed, or sent through the channels.

import { createReadStream } from 'node:fs'
import { firingOf, readOutbox } from '../../alert/outbox.ts'
import type { HeldAlert } from '../../alert/outbox-lines.ts'
import { alertReport, type Report } from '../../alert/report.ts'
import type { AlertSettings } from '../../alert/settings.ts'
import { isActive, type Silence } from '../../alert/silence.ts'
import { isProblems } from '../../problem.ts'
import { readRecord } from '../../record/read.ts'
import { formatDuration, formatTime, type Millis } from '../../record/time.ts'
import type { AlertRecord, AnyRecord, DeliveryRecord } from '../../record/types.generated.ts'
import { reasonOf } from '../error-words.ts'
import { textLines } from '../text-lines.ts'
import { type DeliveryWorld, deliverAlerts } from './deliver.ts'
import { loadSilences } from './silence-file.ts'

const DEFAULT_SINCE_MS: Millis = 86_400_000

/** Reads records from files (`-` is standard input) and the outbox of `--state`; resolves to the exit code. */
export async function digestCommand(
  settings: AlertSettings,
  paths: readonly string[],
  { isReplay, world }: { readonly isReplay: boolean; readonly world: DeliveryWorld },
): Promise<number> {
  if (paths.length === 0 && settings.outbox === undefined) {
    world.say('digest: name files of records (- for standard input), or the --state FILE of a program that tells')
    return 2
  }
  const report = alertReport()
  if (settings.outbox !== undefined) takeOutbox(report, settings.outbox.text)
  for (const path of paths) {
    try {
      const input = path === '-' ? process.stdin : createReadStream(path)
      for await (const line of textLines(input)) {
        const record = readRecord(line)
        if (record !== undefined) report.take(record)
      }
    } catch (error) {
      world.say(`${path}: ${reasonOf(error)}`)
      return 2
    }
  }
  const forMs = settings.digestMs ?? DEFAULT_SINCE_MS
  const now = isReplay ? report.newest() : nowFor(report, forMs, { isOfFiles: paths.length > 0, world })
  const digest = report.compose(now, forMs, silencesNow(settings.silences, now, world.say))
  if (!settings.sendsReplay && !settings.dryRun) {
    process.stdout.write(`${digest.summary}\n\n${digest.body}`)
    return 0
  }
  return sendDigest(settings, digest, world)
}

/** Records that end before the time that is asked for say nothing of it: then it is the time before their end. */
function nowFor(
  report: Report,
  forMs: Millis,
  { isOfFiles, world }: { readonly isOfFiles: boolean; readonly world: DeliveryWorld },
): Millis {
  const now = world.clock.now()
  const newest = report.newest()
  if (!isOfFiles || newest === 0 || newest > now - forMs) return now
  world.say(`digest: the last record is of ${formatTime(newest)}: it is of the ${formatDuration(forMs)} before that`)
  return newest
}

/** What is silenced now; nothing where nobody has silenced anything. */
function silencesNow(path: string | undefined, now: Millis, say: DeliveryWorld['say']): readonly Silence[] {
  if (path === undefined) return []
  try {
    return loadSilences(path).silences.filter(silence => isActive(silence, now))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') say(`${path}: ${reasonOf(error)}`)
    return []
  }
}

/** What an outbox holds: what is firing, what was not sent yet, and what nobody is told for now, with why. */
function takeOutbox(report: Report, text: string): void {
  const content = readOutbox(text)
  for (const alert of firingOf(content)) report.take(alert)
  for (const { alert } of content.pending.values()) report.take(alert)
  for (const alert of content.stormed.values()) report.takeHeld(alert, 'held back for the next digest (max_per_hour)')
  for (const { alert, why, words } of content.held.values()) report.takeHeld(alert, `${HELD[why]}: ${words}`)
}

const HELD: Readonly<Record<HeldAlert['why'], string>> = { silenced: 'silenced', inhibited: 'muted' }

/** Sends it as an alert; the outbox of a program that runs is not touched. */
async function sendDigest(settings: AlertSettings, digest: AlertRecord, world: DeliveryWorld): Promise<number> {
  const effect = await deliverAlerts({ ...settings, outbox: undefined, heartbeat: undefined }, world)
  if (isProblems(effect)) {
    for (const { place, reason } of effect) world.say(`${place}: ${reason}`)
    return 2
  }
  const results: AnyRecord[] = []
  void effect.take({ ...digest, time: formatTime(world.clock.now()) as string }, true, record => results.push(record))
  await effect.finish()
  for (const { channel, outcome } of results.filter((one): one is DeliveryRecord => one.kind === 'delivery'))
    process.stdout.write(`${channel}: ${outcome}\n`)
  return effect.failed() ? 1 : 0
}
