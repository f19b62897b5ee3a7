// What logmon-alert does with words in place of reading standard input.
import { firingOf, readOutbox } from '../../alert/outbox.ts'
import type { AlertSettings } from '../../alert/settings.ts'
import { incidentId } from '../../record/alert-identity.ts'
import { cleanLine } from '../../redact/clean-text.ts'
import { type DeliveryWorld, realWorld } from './deliver.ts'
import { testChannels } from './test-channels.ts'

/** Does what the words say, and resolves to the exit code. */
export async function alertWords(
  settings: AlertSettings,
  words: readonly string[],
  talk: { readonly mode: string },
  world: DeliveryWorld = realWorld,
): Promise<number> {
  if (words.length === 1 && words[0] === 'test') return testChannels(settings, world)
  if (words.length === 1 && words[0] === 'pending') return printPending(settings, world)
  if (words[0] === 'ack') return (await import('./acknowledge.ts')).acknowledge(settings, words.slice(1), world)
  if (words[0] === 'digest') {
    const { digestCommand } = await import('./digest-command.ts')
    return digestCommand(settings, words.slice(1), { isReplay: talk.mode === 'record', world })
  }
  world.say(`${words.join(' ')}: arguments are "test", "pending", "ack" and "digest"; input comes on standard input`)
  return 2
}

function printPending({ outbox }: AlertSettings, world: DeliveryWorld): number {
  if (outbox === undefined) {
    world.say('pending: name the file in which it is kept: --state FILE')
    return 2
  }
  const content = readOutbox(outbox.text)
  const { pending, held, stormed } = content
  const rows = [
    ...[...pending.values()].map(
      ({ channel, alert }) => `${channel}: not sent yet: ${alert.time ?? ''} ${alert.summary}`,
    ),
    ...held.values().map(({ alert, words }) => `not told (${words}): ${alert.time ?? ''} ${alert.summary}`),
    ...stormed.values().map(alert => `waits for the next digest: ${alert.time ?? ''} ${alert.summary}`),
    ...firingOf(content).map(
      alert => `firing since ${alert.starts_at ?? '?'} (${incidentId(alert).slice(0, 8)}): ${alert.summary}`,
    ),
  ]
  const lines = rows.length === 0 ? ['nothing is pending, and nothing is firing'] : rows
  process.stdout.write(lines.map(line => `${cleanLine(line, 300)}\n`).join(''))
  return 0
}
