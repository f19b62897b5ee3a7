import t from 'tap'
import { parseRate } from '../../lib/serve/rate.ts'
import { parseUsers } from '../../lib/serve/users.ts'

const HASH = 'ab'.repeat(32)

t.test('users, a line each', async t => {
  t.same(
    parseUsers(`# of the cluster\n\nann ${HASH}\nann sha256:${HASH.toUpperCase()} admin root=/logs # two\n`, 'users'),
    [
      { name: 'ann', hash: HASH, isAdmin: false, root: undefined },
      { name: 'ann', hash: HASH, isAdmin: true, root: '/logs' },
    ],
  )
})

t.test('what is wrong is told with its line, and never with what may be a token', async t => {
  for (const [text, place, reason] of [
    [`ann\n`, 'users:1', /64 hexadecimal digits/],
    [`\nann my-secret-token\n`, 'users:2', /64 hexadecimal digits/],
    [`a/b ${HASH}\n`, 'users:1', /letters, digits/],
    [`ann ${HASH} administrator\n`, 'users:1', /only `admin`/],
    [`ann ${HASH} root=relative\n`, 'users:1', /only `admin`/],
    ['# nobody\n', 'users', /there is no user/],
  ] as const) {
    const problems = parseUsers(text, 'users')
    t.match(problems, [{ file: place, reason }], text)
    t.notMatch(JSON.stringify(problems), 'my-secret-token')
  }
})

t.test('rates as NVRx writes them', async t => {
  for (const [text, rate] of [
    ['60/minute', { most: 60, perMs: 60_000 }],
    ['1200/minute', { most: 1200, perMs: 60_000 }],
    ['5 per 2 seconds', { most: 5, perMs: 2000 }],
    ['100/hour', { most: 100, perMs: 3_600_000 }],
    ['1/day', { most: 1, perMs: 86_400_000 }],
    ['0/minute', undefined],
    ['60', undefined],
    ['60/fortnight', undefined],
    ['', undefined],
  ] as const)
    t.same(parseRate(text), rate, text)
})
