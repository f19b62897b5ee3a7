import t from 'tap'
import { defaultsOf } from '../../lib/options.ts'
import { isProblems, type Problem } from '../../lib/problem.ts'
import { SHIP_OPTIONS, type ShipSettings, shipSettings } from '../../lib/ship/settings.ts'

type Options = Parameters<typeof shipSettings>[0]
const settle = (options: object, config = {}): ShipSettings | readonly Problem[] =>
  shipSettings({ ...defaultsOf(SHIP_OPTIONS), ...options } as Options, config)
const settled = (options: object, config = {}): ShipSettings => {
  const settings = settle(options, config)
  if (isProblems(settings)) throw new Error(JSON.stringify(settings))
  return settings as ShipSettings
}
const places = (options: object, config = {}): readonly string[] => {
  const problems = settle({ loki: 'http://x', ...options }, config)
  return isProblems(problems) ? (problems as readonly Problem[]).map(({ place }) => place) : []
}

t.test('an address gets the path of the push API, unless it has one', async t => {
  const url = (loki: string): string => settled({ loki }).server.url
  t.equal(url('http://localhost:3100'), 'http://localhost:3100/loki/api/v1/push')
  t.equal(url('https://gate.example.com/logs/'), 'https://gate.example.com/logs/loki/api/v1/push')
  t.equal(url('https://gate.example.com/own/push'), 'https://gate.example.com/own/push')
})

t.test('options win over the job file', async t => {
  const config = {
    loki: 'http://a',
    tenant: 't',
    labels: { role: 'fields.role' },
    old: 'drop',
    max_age: '1h',
    drain: '1s',
    metadata: false,
    spool: 'dir/',
    spool_size: 3,
  } as const
  t.match(settled({}, config), {
    server: { url: 'http://a/loki/api/v1/push', tenant: 't' },
    labels: { fromFields: [{ name: 'role', path: ['fields', 'role'] }] },
    lines: { old: 'drop', maxAgeMs: 3_600_000, metadata: false, line: 'message' },
    spool: { directory: 'dir/', maxBytes: 3 * 1024 * 1024, whenFull: 'block', fsync: 'second' },
    deadLetters: 'dir/refused.ndjson',
    drainMs: 1000,
  })
  t.match(settled({ loki: 'http://b', old: 'send', 'max-age': 5, tenant: 'u' }, config), {
    server: { url: 'http://b/loki/api/v1/push', tenant: 'u' },
    lines: { old: 'send', maxAgeMs: 5 },
  })
})

t.test('what is wrong is refused before anything is read', async t => {
  t.same(places({ loki: undefined }), ['--loki'])
  for (const loki of ['localhost:3100', 'ftp://x', 'http://me:pw@x', 'http://x/?a=b'])
    t.same(places({ loki }), ['--loki'])
  t.same(places({ label: ['step=step'] }), ['--label'], 'a stream for every step')
  t.same(places({ label: ['loss=metrics.loss'] }), ['--label'])
  t.same(places({ label: ['bad-name=node', 'noequals', '__x=node'] }), ['--label', '--label', '--label'])
  t.same(places({ label: Array.from({ length: 10 }, (_, index) => `l${index}=node`) }), ['--label'], '16 labels')
  t.same(places({ label: Array.from({ length: 9 }, (_, index) => `l${index}=node`) }), [])
  t.same(places({ user: 'me' }), ['--user'])
  t.same(places({ 'password-file': 'f' }), ['--user'])
  t.same(places({ user: 'me', 'password-file': 'f', 'password-env': 'E' }), ['--password-file'])
  t.same(places({ user: 'me', 'password-file': 'f', 'token-file': 'f' }), ['--token-file'])
  t.same(places({ 'cert-file': 'f' }), ['--cert-file'])
  t.same(places({ tenant: 'a\nb' }), ['--tenant'])
  t.same(places({ 'when-full': 'block' }), ['--spool'])
  t.same(places({ spool: 'd', 'spool-size': 0 }), ['--spool-size'])
})
