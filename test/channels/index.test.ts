import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import type { Channel } from '../../lib/channel/channel.ts'
import * as allChannels from '../../lib/channels/index.ts'

const all: readonly Channel[] = Object.values(allChannels)

t.test('the index names every file of the folder, and the schema of the job file every channel', async t => {
  const files = readdirSync('lib/channels').filter(name => name.endsWith('.ts') && name !== 'index.ts')
  t.same(Object.keys(allChannels).sort(), files.map(name => name.replace('.ts', '')).sort())
  const { $defs } = JSON.parse(readFileSync('schemas/job.schema.json', 'utf8'))
  t.same(
    $defs.channel.properties.type.enum,
    all.map(({ type }) => type),
    'npm run generate makes the schema',
  )
  for (const { type } of all) t.equal($defs[`${type}_channel`]?.properties.type.const, type)
})

t.test('every sample alert becomes exactly its request, and goes exactly where it says', async t => {
  for (const channel of all) {
    t.ok(channel.samples.length > 0, `${channel.type} has samples`)
    for (const { describe, config, secrets = {}, alert, given, target, request } of channel.samples) {
      const configured = channel.configure(config, 'alert.channels[0]')
      const now = Date.parse(alert.time ?? '2026-01-05T10:00:00Z')
      t.same(configured.render(alert, { secrets, now, ...given }), request, `${channel.type}: ${describe}`)
      t.same(configured.target(secrets), target, `${channel.type}: ${describe}`)
    }
  }
})

/** Paths of the settings of a channel that the schema allows. */
const pathsOf = (schema: { readonly properties?: Readonly<Record<string, object>> }, above = ''): readonly string[] =>
  Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => [
    above + name,
    ...pathsOf(inner, `${above}${name}.`),
  ])

/** A section that gives a value at one path. */
const sectionWith = (type: string, path: string, value: unknown): { readonly type: string } => {
  const steps = path.split('.').reverse()
  return { type, ...(steps.reduce<unknown>((inner, step) => ({ [step]: inner }), value) as object) }
}

t.test(
  'every setting that names a secret is declared as one: it is read, described and hidden from programs',
  async t => {
    let found = 0
    for (const channel of all) {
      for (const path of pathsOf(channel.settings).filter(path => /_(?:env|file)$/.test(path))) {
        const { secrets, certificates } = channel.configure(
          sectionWith(channel.type, path, 'NAME'),
          'alert.channels[0]',
        )
        if (certificates?.path === path) continue
        found++
        t.match(
          secrets.find(secret => `${secret.path}_env` === path || `${secret.path}_file` === path),
          { [path.endsWith('_env') ? 'env' : 'file']: 'NAME', words: /NAME$/ },
          `${channel.type}: ${path}`,
        )
      }
    }
    t.ok(found > 0)
  },
)
