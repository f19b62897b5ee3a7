import { hostname } from 'node:os'
import type { AlertSettings } from '../../alert/settings.ts'
import { isProblems } from '../../problem.ts'
import { formatTime } from '../../record/time.ts'
import type { AlertRecord, DeliveryRecord } from '../../record/types.generated.ts'
import { type DeliveryWorld, deliverAlerts } from './deliver.ts'

/** `logmon-alert test`: sends one alert through every channel, once, and prints what became of it. */
export async function testChannels(settings: AlertSettings, world: DeliveryWorld): Promise<number> {
  const channels = settings.channels.filter(({ via }) => via !== 'stdout')
  if (channels.length === 0) process.stdout.write('stdout: nothing to send, alerts are records on standard output\n')
  // Whoever waits for the answer wants that of the first try.
  const once = {
    ...settings,
    // A test is no news: it is neither kept nor silenced.
    outbox: undefined,
    silences: undefined,
    heartbeat: undefined,
    inhibit: [],
    channels: channels.map(channel => ({ ...channel, ...EVERYTHING, retryForMs: 0 })),
  }
  const effect = await deliverAlerts(once, { ...world, say: settings.dryRun ? world.say : () => {} })
  if (isProblems(effect)) {
    for (const { place, reason } of effect) world.say(`${place}: ${reason}`)
    return 2
  }
  const results: DeliveryRecord[] = []
  void effect.take(testAlert(settings, world), true, record => results.push(record as DeliveryRecord))
  await effect.finish()
  const names = channels.map(({ name }) => name)
  results.sort((a, b) => names.indexOf(a.channel) - names.indexOf(b.channel))
  process.stdout.write(results.map(result => `${resultLine(result)}\n`).join(''))
  return effect.failed() ? 1 : 0
}

/** A test is for every channel, whatever it tells otherwise. */
const EVERYTHING = {
  minSeverity: 'info',
  match: [],
  isStandby: false,
  fallback: undefined,
  escalateAfterMs: undefined,
  hours: undefined,
} as const

const resultLine = ({ channel, outcome, error }: DeliveryRecord): string =>
  outcome === 'sent'
    ? `${channel}: sent${error === undefined ? '' : `, but ${error}`}`
    : `${channel}: not sent: ${error}`

function testAlert(settings: AlertSettings, { clock }: DeliveryWorld): AlertRecord {
  const time = formatTime(clock.now()) as string
  return {
    kind: 'alert',
    time,
    ...(settings.job === undefined ? {} : { job: settings.job }),
    key: 'test',
    state: 'firing',
    severity: 'info',
    summary: `[TEST] ${settings.job ?? 'training job'}: this is a test, nothing is wrong`,
    body: `Somebody ran "logmon-alert test" on ${hostname()}.\nAn alert would reach you this way.\n`,
    labels: { reason: 'Test' },
    episode: 1,
    sequence: 1,
    starts_at: time,
  }
}
