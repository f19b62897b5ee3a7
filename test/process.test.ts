// How our programs behave as processes, each law once for every program that reads records.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import t from 'tap'
import { environment, runShell } from './cases/shell.ts'

const MEBIBYTE = 1 << 20
const folder = mkdtempSync(join(tmpdir(), 'logmon-process-'))
writeFileSync(join(folder, 'job.yaml'), 'rules:\n  - name: loss\n    metric: loss\n    on_match: life\n')

/** Each filter with the options that it cannot do without. */
const FILTERS: Readonly<Record<string, string>> = {
  'logmon-parse': 'logmon-parse',
  'logmon-rules': 'logmon-rules -c job.yaml',
  'logmon-hang': 'logmon-hang -c job.yaml',
  'logmon-alert': 'logmon-alert -c job.yaml',
}
const filters = Object.entries(FILTERS).filter(([name]) => existsSync(`dist/${name}.js`))
const record = (index: number): string => `{"kind":"log","message":"line ${index}","format":"test"}`
const records = (count: number): string => Array.from({ length: count }, (_, index) => `${record(index)}\n`).join('')
const start = (command: string): ChildProcessWithoutNullStreams => spawn('/bin/bash', ['-c', `exec ${command}`], { cwd: folder, env: environment() })
/** Resolves with the output so far as soon as it holds `wanted`. */
const sees = (child: ChildProcessWithoutNullStreams, wanted: string): Promise<void> =>
  new Promise((resolve, reject) => {
    let seen = ''
    child.stdout.on('data', chunk => {
      seen += chunk
      if (seen.includes(wanted)) resolve()
    })
    child.on('close', () => reject(new Error(`ended without ${wanted}`)))
  })
const ended = (child: ChildProcessWithoutNullStreams): Promise<number | null> => new Promise(resolve => child.on('close', resolve))

t.test('there is at least one filter to try', async t => {
  t.ok(filters.length > 0)
  const built = readdirSync('dist').filter(name => name.endsWith('.js'))
  t.ok(built.includes('logmon-parse.js'))
})

for (const [name, command] of filters) {
  t.test(name, async t => {
    t.test('a reader that goes away ends it quietly with 0', async t => {
      const { stdout, stderr, status } = runShell(`${command} | head -1`, records(50_000), folder)
      t.same({ stdout, stderr, status }, { stdout: `${record(0)}\n`, stderr: '', status: 0 })
    })

    t.test('a full disk is told, and ends it with 1', async t => {
      const { stderr, status } = runShell(`${command} > /dev/full`, records(10), folder)
      t.match(stderr, new RegExp(`^${name}: .*ENOSPC`))
      t.equal(status, 1)
    })

    t.test('a directory as input is refused: Node would take it for an empty one', async t => {
      const { stdout, stderr, status } = runShell(`${command} < .`, '', folder)
      t.same({ stdout, status }, { stdout: '', status: 2 })
      t.match(stderr, `${name}: standard input: is a directory`)
    })

    t.test('closed standard output ends it without a stack trace', async t => {
      const { stderr } = runShell(`${command} >&-`, records(10), folder)
      t.notMatch(stderr, /\n\s+at /)
    })

    t.test('empty and closed standard input are an input without lines', async t => {
      t.same(runShell(command, '', folder), { stdout: '', stderr: '', status: 0 })
      t.same(runShell(`${command} <&-`, '', folder), { stdout: '', stderr: '', status: 0 })
    })

    t.test('every line becomes one valid record, whatever it is', async t => {
      const lines = ['null', '[]', '3', '"text"', '{', '{"a":1', 'ÿ', '', '\u0000', '\u001b[31mred', '{"kind":"log"}', '{"kind":"nothing"}']
      const bytes = Buffer.concat([Buffer.from(lines.join('\n')), Buffer.from([10, 0xff, 0xfe, 0xc3, 10, 0xed, 0xa0, 0x80])])
      const { stdout, stderr, status } = runShell(command, bytes, folder)
      t.same({ stderr, status }, { stderr: '', status: 0 })
      for (const line of stdout.split('\n').slice(0, -1)) t.type(JSON.parse(line), 'object', line)
    })

    t.test('a line of 20 MiB does not stop it, and what follows is read', async t => {
      const { stdout, stderr, status } = runShell(command, `${'x'.repeat(20 * MEBIBYTE)}\n${record(7)}\n`, folder)
      t.same({ stderr, status }, { stderr: '', status: 0 })
      t.ok(stdout.includes(`${record(7)}\n`))
      t.ok(stdout.length < 18 * MEBIBYTE, 'it was cut')
    })

    t.test('a slow reader gets every byte', async t => {
      const input = records(20_000)
      const { stdout, status } = runShell(`${command} | { sleep 0.3; while IFS= read -r -N 65536 part || [ -n "$part" ]; do printf %s "$part"; done; }`, input, folder)
      t.equal(status, 0)
      t.ok(stdout === input, 'byte for byte')
    })

    t.test('SIGTERM is end of input: what is held is written, and it ends with 0', async t => {
      const child = start(command)
      const output = text(child.stdout)
      child.stdin.write(`${records(2)}half a line`)
      await sees(child, 'line 1')
      child.kill('SIGTERM')
      t.equal(await ended(child), 0)
      t.match(await output, /half a line.*\n$/)
    })

    t.test('the first SIGINT waits for the end of piped input, so that nothing is lost', async t => {
      const child = start(command)
      const output = text(child.stdout)
      child.stdin.write(records(1))
      await sees(child, 'line 0')
      child.kill('SIGINT')
      child.stdin.end(`${record(1)}\n`)
      t.equal(await ended(child), 0)
      t.equal(await output, records(2))
    })

    t.test('the second SIGINT ends it at once with 130', async t => {
      const child = start(command)
      child.stdin.write(records(1))
      await sees(child, 'line 0')
      child.kill('SIGINT')
      // Two signals at once can arrive as one: the second is sent until it has been seen.
      const again = setInterval(() => child.kill('SIGINT'), 50)
      t.equal(await ended(child), 130)
      clearInterval(again)
    })
  })
}

t.test('what is no record is written in the same way: a full disk is told with 1, a reader that goes away is no failure', async t => {
  writeFileSync(join(folder, 'long.log'), 'RuntimeError: CUDA error: unspecified launch failure\n'.repeat(20_000))
  const commands: Readonly<Record<string, string>> = {
    'logmon --help': 'logmon',
    'logmon --version': 'logmon',
    'logmon formats': 'logmon formats',
    'logmon check -c job.yaml': 'logmon check',
    "logmon explain 'iteration 5/100 | lm loss: 2.1 |'": 'logmon explain',
    'logmon run --help': 'logmon run',
    'logmon-parse --help': 'logmon-parse',
    'logmon-follow --help': 'logmon-follow',
    'logmon-tee --help': 'logmon-tee',
    'logmon-classify long.log': 'logmon-classify',
  }
  for (const [command, program] of Object.entries(commands)) {
    const { stderr, status } = runShell(`${command} > /dev/full`, '', folder)
    t.same({ stderr, status }, { stderr: `${program}: ENOSPC: no space left on device, write\n`, status: 1 }, command)
  }
  for (const command of ['yes | logmon explain', 'logmon formats --json', 'logmon-classify long.log']) {
    const { stderr, status } = runShell(`${command} | head -1 > /dev/null; exit \${PIPESTATUS[-2]}`, '', folder)
    t.same({ stderr, status }, { stderr: '', status: 0 }, command)
  }
})

t.test(
  'the verdict comes within a second of the end of input, with a fan-out behind it',
  { skip: existsSync('dist/logmon-classify.js') ? false : 'not built' },
  async t => {
    const child = start('logmon-classify --only')
    const lines = Array.from({ length: 5120 }, (_, index) => `[rank${index % 1024}]: RuntimeError: CUDA error: unspecified launch failure at 0x${index.toString(16)}`)
    child.stdin.write(`${lines.join('\n')}\n`)
    await sees(child, '"kind":"failure"')
    const final = sees(child, '"state":"final"')
    const endedAt = process.hrtime.bigint()
    child.stdin.end()
    await final
    // Ten times the goal: other programs run on this machine too.
    t.ok(Number(process.hrtime.bigint() - endedAt) / 1e6 < 10_000)
    await ended(child)
  },
)
