// The job file at work: logmon run follows the files that it names, and a strict Loki gets Promtail's labels.
import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import t from 'tap'
import { environment } from '../cases/shell.ts'
import { newFolder } from '../io/ship/shipping.ts'
import { fakeLoki } from '../servers/fake-loki.ts'

async function shell(
  command: string,
  cwd: string,
): Promise<{ readonly status: number | null; readonly stderr: string }> {
  const child = spawn('/bin/bash', ['-c', command], {
    cwd,
    env: { ...environment(), LOGMON_CLOCK: 'wall' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = new Promise<number | null>(resolve => child.on('close', resolve))
  return { stderr: await text(child.stderr), status: await ended }
}

t.test('what logmon import makes is shipped as Promtail shipped it; a second run sends nothing again', async t => {
  const folder = newFolder()
  const server = await fakeLoki()
  t.teardown(() => server.close())
  mkdirSync(join(folder, 'logs'))
  const at = (secondsAgo: number): string => new Date(Date.now() - secondsAgo * 1000 + 5.5 * 3_600_000).toISOString()
  const stamp = (secondsAgo: number): string => at(secondsAgo).slice(0, 23).replace('T', ' ').replace('.', ',')
  writeFileSync(
    join(folder, 'promtail.yaml'),
    `
positions: { filename: ${folder}/positions.yaml }
clients: [{ url: '${server.url}/loki/api/v1/push', external_labels: { cluster: c1 } }]
scrape_configs:
  - job_name: smolcluster-worker
    static_configs:
      - labels: { job: smolcluster-worker, component: worker, host: '\${WHERE}', __path__: '${folder}/logs/worker-*.log' }
    pipeline_stages:
      - regex: { expression: '^(?P<timestamp>\\S+\\s+\\S+) \\| (?P<level>\\S+) \\| rank:(?P<rank>\\w+) \\| (?P<message>.+)$' }
      - labels: { rank: , level: }
      - timestamp: { source: timestamp, format: '2006-01-02 15:04:05,000', location: Asia/Kolkata }
  - job_name: plain
    static_configs: [{ labels: { job: plain, __path__: '${folder}/logs/*.txt' } }]
`,
  )
  const lines = [3, 2, 1].map(ago => `${stamp(ago)} | INFO | rank:${ago} | step:${ago} | metric:loss | value:2.5`)
  writeFileSync(join(folder, 'logs/worker-rank0-a.log'), `${lines.join('\n')}\n`)
  writeFileSync(join(folder, 'logs/a.txt'), '[rank3]: one\ntwo\n')
  const run = 'WHERE=here logmon run -c job.yaml --once --status-file off'
  const first = await shell(`logmon import promtail.yaml -o job.yaml && ${run} && ${run}`, folder)
  t.equal(first.status, 0, first.stderr)
  const stored = server.query(({ component }) => component !== 'logmon')
  const labels = { cluster: 'c1', job: 'smolcluster-worker', component: 'worker', host: 'here', level: 'INFO' }
  const filename = join(folder, 'logs/worker-rank0-a.log')
  t.same(
    stored.filter(({ labels }) => labels['job'] !== 'plain').map(({ labels: own, line }) => [own, line]),
    [3, 2, 1].map((rank, index) => [{ ...labels, rank: String(rank), filename }, lines[index]]),
  )
  t.same(
    stored.filter(({ labels }) => labels['job'] === 'plain').map(({ labels, line }) => [labels, line]),
    ['[rank3]: one', 'two'].map(line => [{ cluster: 'c1', job: 'plain', filename: join(folder, 'logs/a.txt') }, line]),
  )
})
