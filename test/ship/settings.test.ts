import t from 'tap'
import { defaultsOf } from '../../lib/options.ts'
import { isProblems, type Problem } from '../../lib/problem.ts'
import { SHIP_OPTIONS } from '../../lib/ship/options.ts'
import { type ShipSettings, shipSettings } from '../../lib/ship/settings.ts'

type Options = Parameters<typeof shipSettings>[0]
const settle = (options: object, config = {}): ShipSettings | readonly Problem[] =>
  shipSettings({ ...defaultsOf(SHIP_OPTIONS), ...options } as Options, config)
const settled = (options: object, config = {}): ShipSettings => {
  const settings = settle(options, config)
  if (isProblems(settings)) throw new Error(JSON.stringify(settings))
  return settings as ShipSettings
}
const urlOf = ({ destination }: ShipSettings): string => ('server' in destination ? destination.server.url : '')
const places = (options: object, config = {}): readonly string[] => {
  const problems = settle({ loki: 'http://x', ...options }, config)
  return isProblems(problems) ? (problems as readonly Problem[]).map(({ place }) => place) : []
}

t.test('an address gets the path of the push API, unless it has one', async t => {
  const url = (loki: string): string => urlOf(settled({ loki }))
  t.equal(url('http://localhost:3100'), 'http://localhost:3100/loki/api/v1/push')
  t.equal(url('https://gate.example.com/logs/'), 'https://gate.example.com/logs/loki/api/v1/push')
  t.equal(url('https://gate.example.com/own/push'), 'https://gate.example.com/own/push')
})

t.test('lines go to one destination: an option wins over the job file', async t => {
  t.equal(urlOf(settled({ otlp: 'http://c:4318' })), 'http://c:4318/v1/logs')
  t.equal(urlOf(settled({ otlp: 'http://l:3100/otlp/' })), 'http://l:3100/otlp/v1/logs')
  t.equal(urlOf(settled({ otlp: 'https://c/own/logs' })), 'https://c/own/logs')
  t.same(settled({ file: 'out' }, { loki: 'http://l', token_file: 't' }).destination, { to: 'file', path: 'out' })
  t.same(settled({}, { file: 'out' }).destination, { to: 'file', path: 'out' })
  t.match(settled({ otlp: 'http://c' }, { loki: 'http://l', token_file: 't' }).destination, {
    to: 'otlp',
    server: { token: { file: undefined } },
  })
  t.match(settled({ loki: 'http://m' }, { loki: 'http://l', token_file: 't' }).destination, {
    server: { token: { file: 't' } },
  })
  t.equal(settled({ loki: 'http://l' }).lines.maxLineBytes, 262_144)
  t.equal(settled({ otlp: 'http://l' }).lines.maxLineBytes, 0, 'the limit is that of Loki')
  t.same(places({ otlp: 'http://c' }), ['--otlp'], 'two of them')
  t.same(places({ loki: undefined, file: 'out', tenant: 'a', 'ca-file': 'b' }), ['--tenant', '--ca-file'])
  t.same(places({ loki: undefined, otlp: 'c:4318' }), ['--otlp'])
  t.equal(settled({ 'dry-run': true }).destination.to, 'loki', 'a dry run needs none')
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
    destination: { server: { url: 'http://a/loki/api/v1/push', tenant: 't' } },
    labels: { fromFields: [{ name: 'role', path: ['fields', 'role'] }] },
    lines: { old: 'drop', maxAgeMs: 3_600_000, metadata: false, line: 'message' },
    spool: { directory: 'dir/', maxBytes: 3 * 1024 * 1024, whenFull: 'block', fsync: 'second' },
    deadLetters: 'dir/refused.ndjson',
    drainMs: 1000,
  })
  t.match(settled({ loki: 'http://b', old: 'send', 'max-age': 5, tenant: 'u' }, config), {
    destination: { server: { url: 'http://b/loki/api/v1/push', tenant: 'u' } },
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
