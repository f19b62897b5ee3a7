// Every expression of the kit, and of rules that are made of a job file, is LogQL, and asks for nothing that
// logmon-ship does not send for the example.
import { readFileSync } from 'node:fs'
import { parser } from '@grafana/lezer-logql'
import t from 'tap'
import { settleStages, stagesFor } from '../../lib/cli/chain.ts'
import { loadJob } from '../../lib/config/load.ts'
import { chain, drive } from '../../lib/drive.ts'
import { kitFiles } from '../../lib/grafana/kit.ts'
import { DASHBOARDS } from '../../lib/grafana/panels.ts'
import { rulerFile, rulerText } from '../../lib/grafana/ruler.ts'
import { defaultsOf } from '../../lib/options.ts'
import { isProblems } from '../../lib/problem.ts'
import type { AnyRecord } from '../../lib/record/types.generated.ts'
import { partsOf } from '../../lib/ship/entry.ts'
import { openIntake } from '../../lib/ship/intake.ts'
import { SHIP_OPTIONS } from '../../lib/ship/options.ts'
import { shipSettings } from '../../lib/ship/settings.ts'

const jobOf = async (text: string) => {
  const config = await loadJob({ path: 'job.yaml', text })
  if (isProblems(config)) throw new Error(JSON.stringify(config))
  return config
}
const NOW = Date.parse('2026-01-01T00:00:00.000Z')
const DEMO = await jobOf(`${readFileSync('examples/demo/job.yaml', 'utf8')}\nclassify: {}\n`)

/** What stands in pushes for the example: labels and metadata, and by kind the fields of JSON lines. */
function sentForTheExample(): {
  readonly names: ReadonlySet<string>
  readonly fields: ReadonlyMap<string, Set<string>>
} {
  const settled = settleStages(stagesFor({ config: DEMO, values: {} }), { config: DEMO, values: {}, environment: {} })
  const ship = shipSettings({ ...defaultsOf(SHIP_OPTIONS), loki: 'http://l' } as never, undefined)
  if (isProblems(settled) || isProblems(ship)) throw new Error('the example has no settings')
  const names = new Set<string>()
  const fields = new Map<string, Set<string>>()
  const intake = openIntake(ship.labels, ship.lines, {
    entry({ labels }, text) {
      const { metadata, line } = partsOf({ text })
      for (const name of [...Object.keys(labels), ...Object.keys(metadata)]) names.add(name)
      const { kind } = metadata
      if (kind !== undefined) {
        const known = fields.get(kind) ?? new Set()
        for (const name of Object.keys(JSON.parse(line) as object)) known.add(name)
        fields.set(kind, known)
      }
    },
    refused() {},
    tooManyStreams() {},
  })
  const driver = chain(
    settled.map(({ stage, settings }) => drive(stage.start(settings), 'record', stage.passes, stage.name)),
  )
  const take = ({ record }: { readonly record: AnyRecord }): void => intake.take(record, NOW)
  for (const line of readFileSync('examples/logs/train.log', 'utf8').split('\n')) driver.feed(line, 0, take)
  driver.end(0, take)
  return { names, fields }
}

/** What Grafana fills in. */
const filled = (ask: string): string => ask.replaceAll('$__auto', '1m').replaceAll('$job', 'llama')

interface Used {
  readonly errors: number
  readonly names: readonly string[]
}

/** Counts what is no LogQL, and lists the names that an expression uses. */
function used(ask: string): Used {
  let errors = 0
  const names: string[] = []
  parser.parse(ask).iterate({
    enter({ type, from, to }) {
      if (type.isError) errors++
      if (type.name === 'Identifier') names.push(ask.slice(from, to))
    },
  })
  return { errors, names }
}

const made = (ask: string): readonly string[] => [
  ...[...ask.matchAll(/(\w+)="(\w+)"(?=,| \|| \[|$|\))/g)]
    .filter(() => / \| json /.test(ask))
    .map(([, name]) => name as string),
  ...[...ask.matchAll(/\(\?P<(\w+)>/g)].map(([, name]) => name as string),
]

t.test('what the dashboards ask is LogQL, of labels and fields that are sent for the example', async t => {
  const { names, fields } = sentForTheExample()
  t.ok(names.has('step_time_ms') && names.has('loss') && names.has('rank'))
  const asked = DASHBOARDS.flatMap(({ panels, annotations }) => [
    ...panels.flatMap(({ queries }) => queries.map(({ ask }) => ask)),
    ...annotations.map(({ ask }) => ask),
  ])
  t.ok(asked.length > 15)
  for (const ask of asked.map(filled)) {
    const found = used(ask)
    t.equal(found.errors, 0, ask)
    for (const name of found.names)
      t.ok(names.has(name) || made(ask).includes(name) || name === '__error__', `${name} in ${ask}`)
    const kind = /kind="(\w+)"/.exec(ask)?.[1]
    const path = / \| json ([^|]*)/.exec(ask)?.[1] ?? ''
    for (const [, field] of path.matchAll(/\w+="(\w+)"/g))
      t.ok(fields.get(kind ?? '')?.has(field as string), `${field} of ${kind}`)
  }
  t.equal(used('sum by (job (rate({job="x"}[1m]))').errors > 0, true, 'and what is none is seen')
})

t.test('rules of a job file become rules of the ruler; what LogQL cannot say is told', async t => {
  const config = await jobOf(`
job: llama
rules:
  - { name: slow, metric: step_time_ms, slow_when: { above_mean: { factor: 1.5 } }, consecutive: 3 }
  - { name: high, metric: loss, fault_when: { above: 10 }, scope: rank, severity: critical, where: { level: [INFO, ERROR], logger: a.b } }
  - { name: low, pattern: 'a\\(b\\) [(] (\\S+) TFLOPs', healthy_when: { at_least: 100 }, consecutive: 1, repeat_within: 5m, start_within: 1h }
  - { name: oom, pattern: 'out of "memory"', on_match: fault }
  - { name: life, pattern: x, on_match: life }
  - { name: look, pattern: '(?<!a)b', on_match: fault }
  - { name: nan, metric: loss, fault_when: { non_finite: true } }
hang: { step_gap: { factor: 2, floor: 10m } }
`)
  const file = rulerFile(config)
  t.same(
    file.rules.map(({ alert }) => alert),
    ['slow', 'high', 'low', 'oom', 'no step'],
  )
  t.same(
    file.left.map(({ place }) => place),
    ['rules[0].consecutive', 'rules[2].start_within', 'rules[2].repeat_within', 'rules[4]', 'rules[5]', 'rules[6]'],
  )
  t.match(rulerText(file, 'x'), /^# Left out: rules\[0\]\.consecutive: LogQL does not count bad values in a row/m)
  for (const { expr } of file.rules) t.equal(used(expr).errors, 0, expr)
  t.match(file.rules[1], {
    expr: 'max by (job, rank) (max_over_time({job="llama", component!="logmon", level=~"INFO|ERROR"} | logger=~"a\\\\.b" | loss!="" | unwrap loss | __error__="" [5m])) > 10',
    labels: { severity: 'critical' },
  })
  t.match(file.rules[2]?.expr, /^min by \(job\) .*\(\?P<value>\\\\S\+\).* < 100$/)
  const { parse } = await import('yaml')
  const groups = parse(rulerText(file, 'job.yaml\nx')) as { groups: { rules: unknown[] }[] }
  t.equal(groups.groups[0]?.rules.length, 5)
  t.same(parse(rulerText({ rules: [], left: [] }, 'x')), { groups: [{ name: 'logmon', rules: [] }] })
})

t.test('the kit is on loopback, its images are pinned, nobody is an administrator without a password', async t => {
  const { parse } = await import('yaml')
  const compose = parse(readFileSync('deploy/grafana/compose.yaml', 'utf8')) as {
    services: Record<string, { image: string; ports: string[]; environment?: Record<string, string> }>
    volumes: object
  }
  for (const { image, ports } of Object.values(compose.services)) {
    t.match(image, /:\d+\.\d+\.\d+$/)
    for (const port of ports) t.match(port, /127\.0\.0\.1/)
  }
  t.match(compose.services['grafana']?.environment, {
    GF_AUTH_ANONYMOUS_ENABLED: 'false',
    GF_SECURITY_ADMIN_PASSWORD__FILE: /./,
  })
  t.same(Object.keys(compose.volumes), ['loki-data', 'grafana-data'])
  for (const [name, text] of Object.entries(kitFiles()))
    t.equal(readFileSync(`deploy/grafana/${name}`, 'utf8'), text, `${name}: npm run generate`)
  const uids = DASHBOARDS.map(({ uid }) => uid)
  t.equal(new Set(uids).size, uids.length)
  for (const { uid, panels } of DASHBOARDS) {
    const dashboard = JSON.parse(readFileSync(`deploy/grafana/dashboards/${uid}.json`, 'utf8')) as {
      uid: string
      panels: { gridPos: { x: number; w: number } }[]
    }
    t.equal(dashboard.uid, uid)
    t.equal(dashboard.panels.length, panels.length)
    for (const { gridPos } of dashboard.panels) t.ok(gridPos.x + gridPos.w <= 24)
  }
})
