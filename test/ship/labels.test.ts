import t from 'tap'
import type { AnyRecord } from '../../lib/record/types.generated.ts'
import type { LabelSettings } from '../../lib/ship/label-settings.ts'
import { fewerLabels, labelsKey, labelsOf, labelsOfFile } from '../../lib/ship/labels.ts'

const settings = (more: Partial<LabelSettings> = {}): LabelSettings => ({
  job: undefined,
  fromFields: [],
  fixed: {},
  maxStreams: 1000,
  usual: undefined,
  ...more,
})
const log = (more: object): AnyRecord => ({ kind: 'log', message: 'x', ...more })

t.test("SmolCluster's files and lines have SmolCluster's labels, as text", async t => {
  const file = '/tmp/smolcluster-logs/worker-rank0-mini2.log'
  t.same(labelsOf(log({ file, node: 'mini2', rank: 0, level: 'INFO' }), settings()), {
    job: 'smolcluster-worker',
    component: 'worker',
    host: 'worker-rank0-mini2',
    rank: '0',
    level: 'INFO',
    filename: file,
  })
  const server = { file: 'server-mini1.log', level: 'ERROR', format: 'smolcluster', fields: { role: 'server' } }
  t.same(labelsOf(log({ ...server, rank: 0 }), settings()), {
    job: 'smolcluster-server',
    component: 'server',
    host: 'server-mini1',
    rank: 'server',
    level: 'ERROR',
    filename: 'server-mini1.log',
  })
  t.same(labelsOfFile('my-server-mini1.log'), {})
})

t.test('what is given wins over the name of the file, and what is not known is no label', async t => {
  const record = log({ job: 'llama', node: 'gpu07', file: 'train.log' })
  t.same(labelsOf(record, settings()), { job: 'llama', host: 'gpu07', filename: 'train.log' })
  t.same(labelsOf(record, settings({ job: 'mine', fixed: { component: 'trainer', host: 'h' } })), {
    job: 'mine',
    component: 'trainer',
    host: 'h',
    filename: 'train.log',
  })
  t.same(labelsOf(log({}), settings()), { job: 'logmon' })
})

t.test('what logmon says itself has labels of its own', async t => {
  const record = { kind: 'status', scope: 'rank', to: 'HANGING', rank: 3, job: 'llama', file: 'a.log' } as AnyRecord
  t.same(labelsOf(record, settings()), { job: 'llama', component: 'logmon' })
})

t.test('further labels come from fields: single values, and nothing else', async t => {
  const fromFields = [
    { name: 'role', path: ['fields', 'role'] },
    { name: 'attempt', path: ['attempt'] },
    { name: 'none', path: ['fields', 'constructor'] },
    { name: 'deep', path: ['fields'] },
  ]
  const record = log({ attempt: 2, fields: { role: 'critic' } })
  t.same(labelsOf(record, settings({ fromFields })), { job: 'logmon', role: 'critic', attempt: '2' })
})

t.test('values are text that Loki takes: well formed, not empty, at most 2048 bytes', async t => {
  const { filename, host, level } = labelsOf(
    log({ file: `${'é'.repeat(2000)}`, node: 'a\ud800b', level: '' }),
    settings(),
  )
  t.equal(host, 'a\ufffdb')
  t.equal(level, undefined)
  t.equal(filename, 'é'.repeat(1024))
})

t.test('records with other labels have another key', async t => {
  const fromFields = [{ name: 'role', path: ['fields', 'role'] }]
  const records = [
    {},
    { file: 'a' },
    { rank: 1 },
    { level: 'INFO' },
    { node: 'a' },
    { job: 'a' },
    { fields: { role: 'a' } },
    { format: 'smolcluster', fields: { role: 'server' } },
  ].map(log)
  const keys = records.map(record => labelsKey(record, settings({ fromFields })))
  t.equal(new Set(keys).size, records.length)
})

t.test('where there are too many, job, component and what is fixed stay', async t => {
  t.same(fewerLabels({ job: 'j', component: 'c', rank: '1' }, settings({ fixed: { env: 'e' } })), {
    job: 'j',
    component: 'c',
    env: 'e',
  })
})

t.test(
  'only the usual labels that are wanted; what logmon says itself keeps its job whatever fields are asked for',
  async t => {
    const file = '/l/worker-rank0-a.log'
    const fromFields = [
      { name: 'job', path: ['fields', 'job'] },
      { name: 'component', path: ['fields', 'component'] },
    ]
    const wanted = settings({ fromFields, usual: new Set(['filename', 'component']) })
    t.same(labelsOf(log({ file, level: 'INFO', job: 'x', fields: { job: 'y' } }), wanted), { job: 'y', filename: file })
    const own = { kind: 'status', scope: 'job', to: 'HANGING', job: 'x' } as AnyRecord
    t.same(labelsOf(own, wanted), { job: 'x', component: 'logmon' })
  },
)
