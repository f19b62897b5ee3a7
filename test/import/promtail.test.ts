// Lines in, labels out: what the job file gives is what Promtail's own documentation says that it gives.
import t from 'tap'
import { importPromtail } from '../../lib/import/promtail.ts'
import { imported, type Shipped, shippedOf } from './imported.ts'

/** A file with one scrape config; `stages` and `labels` are YAML in flow style. */
const one = (stages: string, labels = '{ job: j, __path__: /l/*.log }', client = 'url: http://loki:3100'): string => `
clients: [{ ${client} }]
scrape_configs:
  - job_name: one
    static_configs: [{ labels: ${labels} }]
    pipeline_stages: ${stages.replace(/\n\s*/g, ' ')}
`

const shipped = async (yaml: string, lines: readonly string[], file = '/l/a.log'): Promise<readonly Shipped[]> => {
  const { config } = await imported(yaml)
  return shippedOf(
    config,
    lines.map(line => [file, line]),
  )
}

/** Labels besides those of every line. */
const own = ({ labels: { job: _, filename: __, ...others } }: Shipped): object => others

const stages = (more = ''): string => `
      - regex:
          expression: '^(?P<timestamp>\\S+\\s+\\S+) \\| (?P<level>\\S+) \\| rank:(?P<rank>\\w+) \\| (?P<message>.+)$'
      - labels: { rank: , level: }
      - timestamp: { source: timestamp, format: '2006-01-02 15:04:05,000'${more} }`

const SMOLCLUSTER = `
server: { http_listen_port: 9080, grpc_listen_port: 0 }
positions: { filename: /tmp/positions.yaml }
clients: [{ url: 'http://loki:3100/loki/api/v1/push' }]
scrape_configs:
  - job_name: server
    static_configs:
      - targets: [localhost]
        labels: { job: smolcluster-server, component: server, __path__: '/tmp/smolcluster-logs/server-*.log' }
  - job_name: workers
    static_configs:
      - targets: [localhost]
        labels: { job: smolcluster-worker, component: worker, __path__: '/tmp/smolcluster-logs/worker-*.log' }
    pipeline_stages:${stages()}
`
const remote = (role: string, location: string): string => `
positions: { filename: /tmp/positions.yaml }
clients: [{ url: 'http://10.10.0.4:3100/loki/api/v1/push' }]
scrape_configs:
  - job_name: smolcluster-${role}
    static_configs:
      - targets: [localhost]
        labels:
          job: smolcluster-${role}
          component: ${role}
          host: \${HOSTNAME}
          __path__: /tmp/smolcluster-logs/${role}-*.log
    pipeline_stages:${stages(`, location: ${location}`)}
`

t.test("SmolCluster's three files come out whole, and the missing zone of the first is named", async t => {
  const { config, left } = await imported(SMOLCLUSTER)
  t.match(left.join('\n'), /pipeline_stages\[2\]\.timestamp: neither a location nor a zone/)
  t.equal(left.filter(line => !/location|^server/.test(line)).length, 0, left.join('\n'))
  const file = '/tmp/smolcluster-logs/worker-rank0-mini2.log'
  const line = '2026-01-01 10:00:00,123 | WARNING | rank:3 | slow link'
  const server = '/tmp/smolcluster-logs/server-mini1.log'
  t.same(
    shippedOf(config, [
      [file, line],
      [server, 'up'],
    ]),
    [
      {
        labels: { job: 'smolcluster-worker', component: 'worker', rank: '3', level: 'WARNING', filename: file },
        line,
        time: '2026-01-01T10:00:00.123Z',
      },
      {
        labels: { job: 'smolcluster-server', component: 'server', filename: server },
        line: 'up',
        time: '2026-06-01T00:00:00.000Z',
      },
    ],
  )
  for (const role of ['server', 'worker']) {
    const there = await imported(remote(role, 'Asia/Kolkata'))
    t.same(there.left, [])
    const [made] = shippedOf(there.config, [[`/tmp/smolcluster-logs/${role}-x.log`, line.replace(':3', `:${role}`)]])
    t.match(made, { time: '2026-01-01T04:30:00.123Z', labels: { rank: role, component: role, level: 'WARNING' } })
    // The name of the host is put in where the file is read.
    t.equal(made?.labels['host'], `\${HOSTNAME}`)
  }
})

t.test('regex, json and logfmt give values; labels take them, by their names or others', async t => {
  const regex = one(`[{ regex: { expression: '(?P<m>GET|PUT) (?P<path>\\S+)' } }, { labels: { method: m } }]`)
  t.same((await shipped(regex, ['x GET /a', 'y'])).map(own), [{ method: 'GET' }, {}])
  const json = one(`[
    { json: { expressions: { app: , deep: a.b, first: 'list[0]', odd: '"x-y".z', whole: a } } },
    { json: { source: whole, expressions: { again: b } } },
    { labels: { app: , deep: , first: , odd: , again: } }]`)
  t.same((await shipped(json, ['{"app":"web","a":{"b":1.5},"list":["f"],"x-y":{"z":true}}', 'no', '[1]'])).map(own), [
    { app: 'web', deep: '1.5', first: 'f', odd: 'true', again: '1.5' },
    {},
    {},
  ])
  const logfmt = one(
    `[{ logfmt: { mapping: { level: , message: msg } } }, { labels: { level: , message_text: message } }]`,
  )
  t.same((await shipped(logfmt, ['level=warn msg="a \\"b\\"" x'])).map(own), [{ level: 'warn', message_text: 'a "b"' }])
  const file = one(
    `[{ regex: { source: filename, expression: '([^/]+/)*(?P<host>[^/]+)\\.log$' } }, { labels: { host: } }]`,
  )
  t.same((await shipped(file, ['x'], '/l/node-7.log')).map(own), [{ host: 'node-7' }])
})

t.test('a line that is no JSON is dropped where that is asked, and only there', async t => {
  const strict = one('[{ json: { expressions: { a: }, drop_malformed: true } }]')
  t.same(
    (await shipped(strict, ['{"a":1}', 'no', '{broken'])).map(({ line }) => line),
    ['{"a":1}'],
  )
})

t.test('times: layouts of Go, Unix times, zones, fallbacks; no stage: that of arrival', async t => {
  const time = async (line: string, stage: string): Promise<string | undefined> =>
    (
      await shipped(
        one(`[{ regex: { expression: '^\\[(?P<t>[^\\]]+)\\]' } }, { timestamp: { source: t, ${stage} } }]`),
        [line],
      )
    )[0]?.time
  t.equal(
    await time('[10/Oct/2025:13:55:36 -0700] x', `format: '02/Jan/2006:15:04:05 -0700'`),
    '2025-10-10T20:55:36.000Z',
  )
  t.equal(await time('[2025-03-30T01:02:03.5+02:00] x', 'format: RFC3339Nano'), '2025-03-29T23:02:03.500Z')
  t.equal(await time('[1735689600] x', 'format: Unix'), '2025-01-01T00:00:00.000Z')
  t.equal(await time('[1735689600123] x', 'format: UnixMs'), '2025-01-01T00:00:00.123Z')
  t.equal(
    await time('[1/2/2025 3:04:05 PM] x', `format: '1/2/2006 3:04:05 PM', location: America/New_York`),
    '2025-01-02T20:04:05.000Z',
  )
  t.equal(await time('[Mon Jan  6 09:08:07 2025] x', 'format: ANSIC'), '2025-01-06T09:08:07.000Z')
  t.equal(await time('[2025-01-02 03:04:05] x', `format: '2006-01-02 15:04:05.999'`), '2025-01-02T03:04:05.000Z')
  t.equal(await time('[2025-01-02 03:04:05.25] x', `format: '2006-01-02 15:04:05.999'`), '2025-01-02T03:04:05.250Z')
  t.equal(
    await time('[02 Jan 25 03:04 UTC] x', `format: RFC3339, fallback_formats: [RFC822]`),
    '2025-01-02T03:04:00.000Z',
  )
  const [none] = await shipped(one('[]'), ['2025-01-02 03:04:05 x'])
  t.equal(none?.time, '2026-06-01T00:00:00.000Z')
  const { left } = await imported(one(`[{ timestamp: { source: t, format: '2006-002' } }]`))
  t.match(left, [/timestamp\.format: logmon has no counterpart of the layout "2006-002"/])
})

t.test('match: by labels that are known, by those of the line, by its text; nested; dropped', async t => {
  const yaml = one(`[
    { regex: { expression: 'level=(?P<level>\\w+)' } }, { labels: { level: } },
    { match: { selector: '{job="other"}', stages: [{ static_labels: { never: x } }] } },
    { match: { selector: '{job=~"j|k"}', stages: [{ static_labels: { always: x } }] } },
    { match: { selector: '{level="error"} |~ "disk\\\\s"', stages: [
      { static_labels: { team: storage } },
      { match: { selector: '{filename=~".*a.log"} != "old"', stages: [{ static_labels: { new: 'yes' } }] } }] } },
    { match: { selector: '{job="j",level!~"error|warn"}', action: drop } }]`)
  t.same(
    (await shipped(yaml, ['level=error disk full', 'level=error old disk full', 'level=info x', 'level=warn'])).map(
      own,
    ),
    [
      { level: 'error', always: 'x', team: 'storage', new: 'yes' },
      { level: 'error', always: 'x', team: 'storage' },
      { level: 'warn', always: 'x' },
    ],
  )
  const { left } = await imported(one(`[{ match: { selector: '{job="j"} | json', stages: [] } }]`))
  t.match(left, [/match\.selector: is more than/])
})

t.test('drop: all of its conditions hold', async t => {
  const kept = async (stage: string, lines: readonly string[]): Promise<readonly string[]> =>
    (await shipped(one(`[{ regex: { expression: '^(?P<a>\\w+)-(?P<b>\\w+)' } }, { drop: ${stage} }]`), lines)).map(
      ({ line }) => line,
    )
  const lines = ['x-y 1', 'x-z 22', 'no']
  t.same(await kept(`{ expression: '\\d$' }`, lines), ['no'])
  t.same(await kept('{ source: b, value: z }', lines), ['x-y 1', 'no'])
  t.same(await kept('{ source: b }', lines), ['no'])
  t.same(await kept(`{ source: [a, b], separator: '#', expression: '^x#y$' }`, lines), ['x-z 22', 'no'])
  t.same(await kept('{ longer_than: 5b }', lines), ['x-y 1', 'no'])
  t.same(await kept(`{ longer_than: 5, expression: 'q' }`, lines), lines)
  t.same(await kept('{}', lines), lines, 'no condition, nothing dropped')
})

t.test('text: output, replace, template, decolorize', async t => {
  const lines = async (stages: string, line: string): Promise<readonly string[]> =>
    (await shipped(one(stages), [line])).map(made => made.line)
  t.same(await lines(`[{ json: { expressions: { out: log } } }, { output: { source: out } }]`, '{"log":"inner"}'), [
    'inner',
  ])
  t.same(
    await lines(`[{ replace: { expression: 'password=(\\S+)', replace: '***' } }]`, 'a password=x b password=yy c'),
    ['a password=*** b password=*** c'],
  )
  t.same(await lines(`[{ replace: { expression: '(\\w+)@(\\w+)', replace: '<{{ .Value }}>' } }]`, 'me@home'), [
    '<me>@<home>',
  ])
  const template =
    one(`[{ regex: { expression: '(?P<level>\\w+)' } }, { template: { source: level, template: '{{ ToLower .Value }}' } },
    { template: { source: both, template: '{{ .level }}-x' } }, { labels: { level: , both: } }]`)
  t.same((await shipped(template, ['WARN x'])).map(own), [{ level: 'warn', both: 'warn-x' }])
  t.same(await lines('[{ decolorize: }]', '\u001b[31mred\u001b[0m'), ['red'])
  const { left } = await imported(one(`[{ replace: { expression: '(x)', replace: '{{ .Value | Hash "salt" }}' } }]`))
  t.match(left, [/NOT HIDDEN/])
})

t.test('labels go and stay as stages say, that of the file too', async t => {
  const drop = one('[{ static_labels: { a: x, b: y } }, { labeldrop: [a, filename] }]')
  t.same(
    (await shipped(drop, ['x'])).map(({ labels }) => labels),
    [{ job: 'j', b: 'y' }],
  )
  const allow = one('[{ static_labels: { a: x, b: y } }, { labelallow: [a] }]')
  t.same(
    (await shipped(allow, ['x'])).map(({ labels }) => labels),
    [{ a: 'x' }],
  )
  const never = await imported(one(`[{ regex: { expression: '(?P<step>\\d+)' } }, { labels: { step: } }]`))
  t.match(never.left, [/the label step would make a stream for every line/])
})

t.test('multiline: lines before the first one stand for themselves; no more than so many', async t => {
  const yaml = one(
    `[{ multiline: { firstline: '^\\d+ ', max_lines: 3 } }, { regex: { expression: '^(?P<n>\\d+) (?s:.*)last=(?P<last>\\w+)' } }, { labels: { n: , last: } }]`,
  )
  const made = await shipped(yaml, ['before', '1 a', '  b', '2 x', 'y last=z', '3 p', 'q', 'r', 's'])
  t.same(
    made.map(({ line }) => line),
    ['before', '1 a\n  b', '2 x\ny last=z', '3 p\nq\nr', 's'],
  )
  t.same(own(made[2] as Shipped), { n: '2', last: 'z' })
})

t.test('cri and docker: what stands around a line is taken off, parts are joined', async t => {
  const cri = one(`[{ cri: {} }, { regex: { expression: '^(?P<w>\\w+)' } }, { labels: { w: } }]`)
  const stamp = '2026-01-02T03:04:05.123456789Z'
  t.same(await shipped(cri, [`${stamp} stderr P one `, `${stamp} stdout F other`, `${stamp} stderr F line`]), [
    { labels: { job: 'j', stream: 'stdout', w: 'other', filename: '/l/a.log' }, line: 'other', time: stamp },
    { labels: { job: 'j', stream: 'stderr', w: 'one', filename: '/l/a.log' }, line: 'one line', time: stamp },
  ])
  const docker = one('[{ docker: {} }]')
  t.same(await shipped(docker, [`{"log":"hello\\n","stream":"stdout","time":"${stamp}"}`]), [
    { labels: { job: 'j', stream: 'stdout', filename: '/l/a.log' }, line: 'hello', time: stamp },
  ])
})

t.test('a line is what Promtail sent: also what logmon knows as a prefix stays', async t => {
  for (const line of ['Jan  2 03:04:05 host prog[1]: text', '[rank7]: text', '12: text', '{"msg":"x","level":"info"}'])
    t.same(
      (await shipped(one('[]'), [line])).map(made => made.line),
      [line],
    )
})

t.test('several scrape configs, targets and clients; relabelling of what is known beforehand', async t => {
  const yaml = `
clients:
  - { url: 'http://user:secret@one:3100/loki/api/v1/push', external_labels: { cluster: c1, job: low } }
  - { url: 'https://two/loki/api/v1/push', tenant_id: t2, bearer_token: abc, batchwait: 2s, tls_config: { insecure_skip_verify: true } }
scrape_configs:
  - job_name: a
    static_configs:
      - { targets: [localhost], labels: { job: a, __path__: /a/*.log, __path_exclude__: /a/x.log } }
      - { targets: [localhost], labels: { env: prod, __path__: '/b/{c,d}.log' } }
    relabel_configs:
      - { source_labels: [job, env], separator: '-', regex: '(.*)-(.*)', target_label: both, replacement: '$2/\${1}' }
      - { source_labels: [job, env], regex: '(.*);(.*)', target_label: joined, replacement: '$1+$2' }
      - { action: labeldrop, regex: env }
  - job_name: k8s
    kubernetes_sd_configs: [{ role: pod }]
    pipeline_stages: [{ cri: {} }]
  - job_name: syslog
    syslog: { listen_address: 0.0.0.0:1514 }
target_config: { sync_period: 10s }
odd: 1
`
  const { config, left, text } = await imported(yaml)
  const labels = shippedOf(config, [
    ['/a/y.log', 'x'],
    ['/b/d.log', 'x'],
  ]).map(made => made.labels)
  t.same(labels, [
    { job: 'a', cluster: 'c1', both: '/a', joined: 'a+', filename: '/a/y.log' },
    { job: 'low', cluster: 'c1', both: 'prod/', joined: '+prod', filename: '/b/d.log' },
  ])
  t.same(config.sources?.[0]?.exclude, ['/a/x.log'])
  t.match(config.ship, { loki: 'http://one:3100', user: 'user', password_env: 'LOKI_PASSWORD' })
  t.notMatch(text, /secret|abc/)
  for (const place of ['clients[0].url', 'clients[1]', 'kubernetes_sd_configs', 'syslog', 'target_config', 'odd'])
    t.ok(
      left.some(line => line.includes(place)),
      place,
    )
  for (const line of left) t.ok(text.includes(line.slice(line.indexOf(': ') + 2)), 'and stands in the job file')
  const second = await imported(yaml, 2)
  t.match(second.config.ship, { loki: 'https://two', tenant: 't2', token_env: 'LOKI_TOKEN', wait: '2s' })
  t.match(second.left.join('\n'), /insecure_skip_verify/)
})

t.test('what stands in a file of a stranger is told, and stops nothing', async t => {
  const odd = await imported(`
clients: [{ url: '\${LOKI_URL}', headers: { a: b } }]
scrape_configs:
  - null
  - { job_name: x, static_configs: [{ labels: { __path__: /l/a.log, n: 5, bad: [1] } }], pipeline_stages: [
      null, text, { nosuch: {} }, { regex: }, { regex: { expression: '(' } }, { labels: }, { timestamp: },
      { match: }, { drop: }, { multiline: }, { replace: }, { template: }, { json: }, { metrics: { x: 1 } }, { limit: }, { tenant: { source: x } } ] }
`)
  t.equal(odd.config.ship?.loki, 'http://localhost:3100')
  t.ok(odd.left.length >= 14, odd.left.join('\n'))
  t.same(
    shippedOf(odd.config, [['/l/a.log', 'x']]).map(({ labels }) => labels),
    [{ n: '5', filename: '/l/a.log' }],
  )
  for (const [text, reason] of [
    ['a: 1', /no scrape_configs/],
    ['scrape_configs: [{ job_name: j, journal: {} }]', /reads no files/],
    ['scrape_configs: [', /./],
  ] as const) {
    const made = await importPromtail({ path: 'p', text }, { client: 1 })
    t.ok(Array.isArray(made) && made.some(({ reason: said }) => reason.test(said)), text)
  }
})

t.test('structured metadata and the tenant', async t => {
  const { config } = await imported(
    one(
      `[{ regex: { expression: 'id=(?P<id>\\w+)' } }, { structured_metadata: { trace: id } }, { tenant: { value: t1 } }]`,
    ),
  )
  t.match(config.ship, { metadata: true, tenant: 't1' })
  t.same(shippedOf(config, [['/l/a.log', 'id=7']]).map(own), [{}])
})
