// What logmon-alert does with words in place of reading standard input.
import { readOutbox } from '../../alert/outbox.ts'
import type { AlertSettings } from '../../alert/settings.ts'
import { cleanLine } from '../../redact/clean-text.ts'
import { type DeliveryWorld, realWorld } from './deliver.ts'
import { testChannels } from './test-channels.ts'

/** Does what the words say, and resolves to the exit code. */
export async function alertWords(
  settings: AlertSettings,
  words: readonly string[],
  _talk: unknown,
  world: DeliveryWorld = realWorld,
): Promise<number> {
  if (words.length === 1 && words[0] === 'test') return testChannels(settings, world)
  if (words.length === 1 && words[0] === 'pending') return printPending(settings, world)
  world.say(`${words.join(' ')}: the only arguments are "test" and "pending"; input comes on standard input`)
  return 2
}

function printPending({ outbox }: AlertSettings, world: DeliveryWorld): number {
  if (outbox === undefined) {
    world.say('pending: name the file in which it is kept: --state FILE')
    return 2
  }
  const { pending, open } = readOutbox(outbox.text)
  const rows = [
    ...[...pending.values()].map(
      ({ channel, alert }) => `${channel}: not sent yet: ${alert.time ?? ''} ${alert.summary}`,
    ),
    ...open.values().map(alert => `firing since ${alert.starts_at ?? '?'}: ${alert.summary}`),
  ]
  const lines = rows.length === 0 ? ['nothing is pending, and nothing is firing'] : rows
  process.stdout.write(lines.map(line => `${cleanLine(line, 300)}\n`).join(''))
  return 0
}
