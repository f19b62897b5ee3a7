// An outbox on a disk that is full, with the real program: all is told all the same, it is said, and what the disk did
// not take is there as soon as it takes something again.
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'

const folder = mkdtempSync(join(tmpdir(), 'logmon-outbox-full-'))
const START = 1_767_225_600_000
const status = (minute: number, to: string, job: string): string =>
  `{"kind":"status","scope":"job","job":"${job}","time":"${new Date(START + minute * 60_000).toISOString()}","to":"${to}"}\n`
const both = (minute: number): string =>
  status(minute, 'HANGING', `j${minute}`) + status(minute + 1, 'HEALTHY', `j${minute}`)

/** A monitor whose files may not grow beyond 8 KiB; its channel writes the title of what it tells to its own error. */
function start(state: string) {
  const job = join(folder, 'job.yaml')
  writeFileSync(
    job,
    JSON.stringify({
      alert: { on: ['hanging'], channels: [{ type: 'exec', command: ['/bin/echo', '{summary}'] }] },
    }),
  )
  const command = `trap '' XFSZ; ulimit -S -f 8; exec "$0" bin/logmon-alert.js -c ${job} --state ${state} --only --send`
  const child = spawn('bash', ['-c', command, process.execPath], {
    env: { ...process.env, LOGMON_CLOCK: 'record', NODE_V8_COVERAGE: '' },
  })
  let output = ''
  let errors = ''
  const waiting: (() => void)[] = []
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
    for (const look of waiting) look()
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text
  })
  const closed = new Promise<number | null>(resolve => child.on('close', resolve))
  const sent = (): number => output.split('"outcome":"sent"').length - 1
  return {
    child,
    errors: () => errors,
    sent,
    closed,
    hasSent: (count: number) =>
      new Promise<void>(resolve => {
        const look = (): void => {
          if (sent() >= count) resolve()
        }
        waiting.push(look)
        look()
        void closed.then(() => resolve())
      }),
  }
}

t.test('a full disk ends nothing: all is told, it is said, and later it is kept', async t => {
  const state = join(folder, 'state')
  const monitor = start(state)
  for (let minute = 0; minute < 20; minute += 2) monitor.child.stdin.write(both(minute))
  await monitor.hasSent(20)
  t.equal(monitor.sent(), 20)
  t.match(monitor.errors(), /is told, but not kept: .*file/i)
  t.ok(readFileSync(state).length <= 8192)
  spawnSync('prlimit', ['--pid', `${monitor.child.pid}`, '--fsize=unlimited:unlimited'])
  monitor.child.stdin.end(status(30, 'HANGING', 'last'))
  t.equal(await monitor.closed, 0)
  t.equal(monitor.sent(), 21)
  const lines = readFileSync(state, 'utf8').trimEnd().split('\n')
  for (const line of lines) t.doesNotThrow(() => JSON.parse(line))
  t.equal(lines.filter(line => line.includes('"is":"told"')).length, 20, 'what was told meanwhile is known')
  const pending = spawnSync(process.execPath, ['bin/logmon-alert.js', 'pending', '--state', state], {
    encoding: 'utf8',
  })
  t.match(pending.stdout, /^firing since .*last/m)
  t.notMatch(pending.stdout, /j\d/)
})

t.test('that what was told is not noted is said once', async t => {
  const monitor = start(join(folder, 'noted'))
  for (let minute = 0; minute < 40; minute += 2) monitor.child.stdin.write(both(minute))
  monitor.child.stdin.end()
  t.equal(await monitor.closed, 0)
  t.equal(monitor.sent(), 40)
  const said = monitor
    .errors()
    .split('\n')
    .filter(line => /is not up to date/.test(line))
  t.ok(said.length <= 1, said.join('\n'))
})
