import t from 'tap'
import { loadSignatures } from '../../lib/classify/load-signatures.ts'
import { matcherWith } from '../../lib/classify/settings.ts'
import { isProblems } from '../../lib/problem.ts'

const ROW = `
  - id: site.switch-lost
    anchors: [switch lost]
    pattern: 'switch lost: leaf (?P<peer>\\w+) on (?P<node>[\\w-]+)'
    category: net_transport
    role: initiator
    tier: 5
    source: https://wiki.example.org/switches
    samples: ['switch lost: leaf l7 on gpu-7']
`
const load = (text: string) => loadSignatures({ path: 'my.yaml', text })

t.test('a row of the user is matched before the built-in ones, with its captures', async t => {
  const rows = await load(`signatures:${ROW}`)
  if (isProblems(rows)) return t.fail(JSON.stringify(rows))
  const matcher = matcherWith(rows as never)
  const line = 'Connection refused: switch lost: leaf l7 on gpu-7'
  const match = matcher.match({ body: line, isQuiet: false, isOwn: false }, matcher.candidates(line))
  t.same([match?.failure?.id, match?.captures], ['site.switch-lost', { peer: 'l7', node: 'gpu-7' }])
})

t.test('a row with the id of a built-in one replaces it', async t => {
  const rows = await load(
    `signatures:${ROW.replace('site.switch-lost', 'signal.segfault').replace('net_transport', 'sigbus')}`,
  )
  const matcher = matcherWith(rows as never)
  t.same(
    matcher.rows.filter(row => row.id === 'signal.segfault').map(row => row.category),
    ['sigbus'],
  )
})

t.test('everything wrong with a file is told, with its place', async t => {
  const told = async (text: string): Promise<readonly string[]> =>
    ((await load(text)) as { place: string; reason: string }[]).map(({ place, reason }) => `${place}: ${reason}`)
  t.match(
    await told(`signatures:${ROW.replace('net_transport', 'net_transprt')}${ROW.replace('leaf l7', 'blade l7')}`),
    [
      /^signatures\[0\]\.category: "net_transprt" is no category; did you mean net_transport\?$/,
      /^signatures\[1\]\.id: "site\.switch-lost" is given twice$/,
      /^signatures\[1\]\.samples\[0\]: the pattern does not match this sample$/,
    ],
  )
  t.ok(
    (await told(`signatures:${ROW.replace('role: initiator', 'roll: initiator')}`)).includes(
      'signatures[0].roll: unknown key; did you mean role?',
    ),
  )
  t.equal((await told(`signatures:${ROW.replace("'switch lost: leaf (", "'switch lost: leaf ((")}`)).length, 1)
})
