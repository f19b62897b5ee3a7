// --dry-run: what would be sent, in lines for a person.
import type { AlertSettings } from '../../alert/settings.ts'
import { withoutMembers } from '../../alert/short-alert.ts'
import type { ConfiguredChannel } from '../../channel/channel.ts'
import type { Requests, Targets, Via } from '../../channel/request.ts'
import type { Millis } from '../../record/time.ts'
import type { AlertRecord } from '../../record/types.generated.ts'
import type { Effect } from '../effect.ts'
import { type DeliveryWorld, takes } from './tell.ts'

type Describe<V extends Via> = (request: Requests[V], target: Targets[V]) => readonly [title: string, lines: string[]]

const DESCRIBE: { readonly [V in Exclude<Via, 'stdout'>]: Describe<V> } = {
  mail: request => [
    'would mail',
    [
      `From: ${request.from}`,
      `To: ${request.to.join(', ')}`,
      `Subject: ${request.subject}`,
      `Message-ID: ${request.messageId}`,
      ...headerLines(request.headers),
      ...(request.pictures.length === 0 ? [] : [`Pictures: ${request.pictures.map(({ name }) => name).join(', ')}`]),
      '',
      ...request.text.split('\n'),
    ],
  ],
  http: (request, { url }) => [
    `would post to ${url}${request.path ?? ''}`,
    [...headerLines(request.headers), '', request.body],
  ],
  exec: ({ command, stdin }) => [
    `would run ${JSON.stringify(command)} with this on its standard input`,
    [stdin.trimEnd()],
  ],
}

const headerLines = (headers: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(headers).map(([name, value]) => `${name}: ${value}`)

/** --dry-run: reads no secret and sends nothing. */
export function describeAlerts(settings: AlertSettings, world: DeliveryWorld): Effect {
  return {
    take(record, made) {
      if (record.kind !== 'alert' || !made) return
      const now = world.clock.now()
      for (const channel of settings.channels.filter(one => takes(one, record)))
        for (const line of describeAlert(channel, withoutMembers(record), now)) world.say(line)
    },
    finish: async () => {},
    failed: () => false,
  }
}

/** Returns what an alert would become; where a secret would be, it says where that is kept. */
function describeAlert(channel: ConfiguredChannel, alert: AlertRecord, now: Millis): readonly string[] {
  return channel.via === 'stdout' ? [] : describe(channel as ConfiguredChannel<Exclude<Via, 'stdout'>>, alert, now)
}

function describe<V extends Exclude<Via, 'stdout'>>(
  channel: ConfiguredChannel<V>,
  alert: AlertRecord,
  now: Millis,
): readonly string[] {
  // One that stands in the middle of an address must be told from what is around it.
  const secrets = Object.fromEntries(
    channel.secrets.map(({ path, words }) => [path, path === 'url' || words === undefined ? words : `<${words}>`]),
  )
  const [title, lines] = DESCRIBE[channel.via](channel.render(alert, { secrets, now }), channel.target(secrets))
  return [`${channel.name}: ${title}`, ...lines.map(line => `  ${line}`)]
}
