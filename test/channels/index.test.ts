import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import type { Channel } from '../../lib/channel.ts'
import * as channels from '../../lib/channels/index.ts'

const all = Object.values(channels) as unknown as Channel[]

t.test('the index names every file of the folder, and the schema of the job file every channel', async t => {
  const files = readdirSync('lib/channels').filter(name => name.endsWith('.ts') && name !== 'index.ts')
  t.same(Object.keys(channels).sort(), files.map(name => name.replace('.ts', '')).sort())
  const { $defs } = JSON.parse(readFileSync('schemas/alert-config.schema.json', 'utf8'))
  const types = $defs.channel.properties.type.enum
  t.same([...types].sort(), all.map(channel => channel.type).sort())
  for (const type of types) t.equal($defs[type]?.properties.type.const, type)
})

t.test('every sample alert becomes exactly its request', async t => {
  for (const channel of all) {
    t.ok(channel.samples.length > 0, `${channel.type} has samples`)
    for (const sample of channel.samples)
      t.same(channel.render(sample.alert, sample.config), sample.request, `${channel.type}: ${sample.describe}`)
  }
})
