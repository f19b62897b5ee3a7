// How our programs behave as processes, each law once for every program that reads records.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import t from 'tap'
import { environment, runShell } from './cases/shell.ts'
import { lokiThread } from './servers/loki-thread.ts'

const MEBIBYTE = 1 << 20
const folder = mkdtempSync(join(tmpdir(), 'logmon-process-'))
writeFileSync(join(folder, 'job.yaml'), 'rules:\n  - name: loss\n    metric: loss\n    on_match: life\n')

/** It takes lines of any length: what is refused is told, and that is no matter of these tests. */
const loki = await lokiThread({ maxLineBytes: 1 << 30, maxMessageBytes: 1 << 30 })

/** Each filter with the options that it cannot do without. */
const FILTERS: Readonly<Record<string, string>> = {
  'logmon-parse': 'logmon-parse --records',
  'logmon-rules': 'logmon-rules -c job.yaml',
  'logmon-hang': 'logmon-hang -c job.yaml',
  'logmon-classify': 'logmon-classify',
  'logmon-redact': 'logmon-redact',
  'logmon-alert': 'logmon-alert -c job.yaml',
  'logmon-ship': `logmon-ship --loki ${loki} --max-line 0`,
}
const filters = Object.entries(FILTERS)
const record = (index: number): string => `{"kind":"log","message":"line ${index}","format":"test"}`
const records = (count: number): string => Array.from({ length: count }, (_, index) => `${record(index)}\n`).join('')
const start = (command: string): ChildProcessWithoutNullStreams =>
  spawn('/bin/bash', ['-c', `exec ${command}`], { cwd: folder, env: environment() })
/**
 * What a filter passed on; `logmon-classify` ends every input with its verdict, `logmon-ship` with its totals,
 * `logmon-rules` with the rules that nothing matched.
 */
const passed = (stdout: string): string =>
  stdout.replace(/^\{"kind":(?:"verdict"|"notice".*"code":"(?:ship_ended|rule_never_matched)").*\n/gm, '')
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
const ended = (child: ChildProcessWithoutNullStreams): Promise<number | null> =>
  new Promise(resolve => child.on('close', resolve))

t.test('there is at least one filter to try', async t => {
  t.ok(filters.length > 0)
  const built = readdirSync('bin').filter(name => name.endsWith('.js'))
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
      t.match(stderr, new RegExp(`^${name}: .*no space left on the disk`))
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
      for (const line of [command, `${command} <&-`]) {
        const { stdout, stderr, status } = runShell(line, '', folder)
        t.same([passed(stdout), stderr, status], ['', '', 0])
      }
    })

    t.test('every line becomes one valid record, whatever it is', async t => {
      const lines = [
        'null',
        '[]',
        '3',
        '"text"',
        '{',
        '{"a":1',
        'ÿ',
        '',
        '\u0000',
        '\u001b[31mred',
        '{"kind":"log"}',
        '{"kind":"nothing"}',
      ]
      const bytes = Buffer.concat([
        Buffer.from(lines.join('\n')),
        Buffer.from([10, 0xff, 0xfe, 0xc3, 10, 0xed, 0xa0, 0x80]),
      ])
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
      const { stdout, status } = runShell(
        `${command} | { sleep 0.3; while IFS= read -r -N 65536 part || [ -n "$part" ]; do printf %s "$part"; done; }`,
        input,
        folder,
      )
      t.equal(status, 0)
      t.ok(passed(stdout) === input, 'byte for byte')
    })

    t.test('SIGTERM is end of input: what is held is written, and it ends with 0', async t => {
      const child = start(command)
      const output = text(child.stdout)
      child.stdin.write(`${records(2)}half a line`)
      await sees(child, 'line 1')
      child.kill('SIGTERM')
      t.equal(await ended(child), 0)
      t.match(passed(await output), /half a line.*\n$/)
    })

    t.test('the first SIGINT waits for the end of piped input, so that nothing is lost', async t => {
      const child = start(command)
      const output = text(child.stdout)
      child.stdin.write(records(1))
      await sees(child, 'line 0')
      child.kill('SIGINT')
      child.stdin.end(`${record(1)}\n`)
      t.equal(await ended(child), 0)
      t.equal(passed(await output), records(2))
    })

    t.test('the second SIGINT ends it at once with 130', async t => {
      const child = start(command)
      const answers = async (index: number): Promise<void> => {
        const seen = sees(child, `line ${index}"`)
        child.stdin.write(
          `${records(index + 1)
            .split('\n')
            .at(-2)}\n`,
        )
        await seen
      }
      await answers(0)
      child.kill('SIGINT')
      // Two signals at once can arrive as one: what was written after the first one, and read, shows that it was seen.
      await answers(1)
      await answers(2)
      child.kill('SIGINT')
      t.equal(await ended(child), 130)
    })
  })
}

t.test(
  'what is no record is written in the same way: a full disk is told with 1, a reader that goes away is no failure',
  async t => {
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
      t.same({ stderr, status }, { stderr: `${program}: output: no space left on the disk\n`, status: 1 }, command)
    }
    for (const command of ['yes | logmon explain', 'logmon formats --json', 'logmon-classify long.log']) {
      const { stderr, status } = runShell(`${command} | head -1 > /dev/null; exit \${PIPESTATUS[-2]}`, '', folder)
      t.same({ stderr, status }, { stderr: '', status: 0 }, command)
    }
  },
)

t.test('the verdict comes within a second of the end of input, with a fan-out behind it', async t => {
  const child = start('logmon-classify --only')
  const lines = Array.from(
    { length: 5120 },
    (_, index) =>
      `[rank${index % 1024}]: RuntimeError: CUDA error: unspecified launch failure at 0x${index.toString(16)}`,
  )
  child.stdin.write(`${lines.join('\n')}\n`)
  await sees(child, '"kind":"failure"')
  const final = sees(child, '"state":"final"')
  const endedAt = process.hrtime.bigint()
  child.stdin.end()
  await final
  // Ten times the goal: other programs run on this machine too.
  t.ok(Number(process.hrtime.bigint() - endedAt) / 1e6 < 10_000)
  await ended(child)
})

t.test('the last state of a bar is a record while whoever drew it still lives', async t => {
  const child = start('env LOGMON_CLOCK=wall logmon-parse')
  child.stdin.write('\r 50%|#| 1/2 [00:01<00:01,  1.00it/s]\r100%|#| 2/2 [00:02<00:00,  1.00it/s]')
  await sees(child, '"step":2')
  child.stdin.end()
  t.equal(await ended(child), 0)
})

/** Every program, sources and the front door too. */
const PROGRAMS = readdirSync('bin')
  .filter(name => /^logmon.*\.js$/.test(name))
  .map(name => name.replace(/\.js$/, ''))

for (const name of PROGRAMS) {
  t.test(`${name}: help, version and mistakes on the command line`, async t => {
    const help = runShell(`${name} --help`, '', folder)
    t.same([help.stderr, help.status], ['', 0])
    t.match(help.stdout, `Usage: ${name}`)
    t.match(runShell(`${name} --version`, '', folder), {
      stdout: /^\S+( \S+)? ?\d+\.\d+\.\d+\n$|^logmon[\w-]* \d+\.\d+\.\d+\n$/,
      stderr: '',
      status: 0,
    })
    const wrong = runShell(`${name} --no-such-option-at-all`, '', folder)
    t.same([wrong.stdout, wrong.status], ['', 2])
    t.match(wrong.stderr, new RegExp(`^${name}: .*no-such-option-at-all`))
    t.notMatch(wrong.stderr, /\n\s+at /, 'no stack trace')
    t.match(
      runShell(`${name} --help > /dev/full`, '', folder),
      { stderr: new RegExp(`^${name}: output: no space left on the disk\\n$`), status: 1 },
      'nor where help cannot be written',
    )
  })
}

/** A source with the input that it reads, and what an option of it is nearly called. */
const SOURCES: Readonly<Record<string, { command: string; nearly: string; nearest: string }>> = {
  'logmon-follow': {
    command: 'cat > input.log; exec logmon-follow --once input.log',
    nearly: '--exlude',
    nearest: '--exclude',
  },
  'logmon-tee': { command: 'exec logmon-tee --dir kept --prefix p', nearly: '--max-file', nearest: '--max-files' },
  'logmon-collect': { command: 'exec logmon-collect --delay 10ms -', nearly: '--out-file', nearest: '--out-files' },
}
const isTee = (name: string): boolean => name === 'logmon-tee'
/** The lines of an output without the first and the last record of a source. */
const messagesIn = (stdout: string): readonly string[] =>
  stdout
    .split('\n')
    .slice(0, -1)
    .filter(line => !line.startsWith('{"kind":"notice","code":"stream_'))

for (const [name, { command, nearly, nearest }] of Object.entries(SOURCES)) {
  t.test(name, async t => {
    t.test('a mistyped option is refused with the nearest name', async t => {
      t.match(runShell(`${name} ${nearly} x`, '', folder), {
        stdout: '',
        stderr: `did you mean ${nearest}?`,
        status: 2,
      })
    })

    t.test('a reader that goes away ends it quietly with 0', async t => {
      const { stdout, stderr, status } = runShell(`(${command}) | head -1`, 'line\n'.repeat(50_000), folder)
      t.same([stdout.split('\n').length, stderr, status], [2, '', 0])
    })

    t.test('a full disk is told, and ends it with 1', async t => {
      const { stderr, status } = runShell(`(${command}) > /dev/full`, 'line\n', folder)
      t.match(stderr, new RegExp(`^${name}: .*no space left on the disk`))
      t.equal(status, 1)
    })

    t.test('closed standard output ends it without a stack trace', async t => {
      t.notMatch(runShell(`(${command}) >&-`, 'line\n', folder).stderr, /\n\s+at /)
    })

    t.test('empty input gives nothing', async t => {
      const { stdout, ...rest } = runShell(command, '', folder)
      t.same({ messages: messagesIn(stdout), ...rest }, { messages: [], stderr: '', status: 0 })
    })

    t.test('any bytes come out as valid lines, a line of 20 MiB among them', async t => {
      const bytes = Buffer.concat([
        Buffer.from('null\n"\\\u0000\u001b[31m\n'),
        Buffer.from([0xff, 0xfe, 0xc3, 10, 0xed, 0xa0, 0x80, 10]),
        Buffer.from(`${'x'.repeat(20 * MEBIBYTE)}\nlast\n`),
      ])
      const { stdout, stderr, status } = runShell(command, bytes, folder)
      t.same({ stderr, status }, { stderr: '', status: 0 })
      if (isTee(name)) t.equal(stdout, bytes.toString('utf8'))
      else for (const line of messagesIn(stdout)) t.equal((JSON.parse(line) as { kind: string }).kind, 'log')
      t.match(stdout.slice(-400), 'last')
    })

    t.test('input that comes in any pieces gives the same output', async t => {
      const input = `first \u00e9\nsecond "quoted" \ud83d\ude42\n\nunfinished`
      const whole = runShell(command, input, folder)
      const pieces = runShell(
        `{ for byte in $(od -An -v -tx1); do printf "\\x$byte"; done; } | { ${command.replaceAll('exec ', '')}; }`,
        input,
        folder,
      )
      t.equal(pieces.stdout, whole.stdout)
      t.same([pieces.status, whole.status, messagesIn(whole.stdout).length], [0, 0, isTee(name) ? 3 : 4])
    })
  })
}

for (const command of [
  'logmon-follow --from start grown.log',
  'logmon run --clock wall --from start grown.log',
  'logmon-collect --delay 10ms -',
  'logmon-collect --keep --delay 10ms messages',
]) {
  t.test(`${command}: SIGTERM is the end of input, SIGINT ends it with 130`, async t => {
    writeFileSync(join(folder, 'grown.log'), 'line 1\n')
    mkdirSync(join(folder, 'messages'), { recursive: true })
    writeFileSync(join(folder, 'messages', 'rank_0_p.msg.1767322445000'), 'line 1\n')
    for (const [signal, status] of [
      ['SIGTERM', 0],
      ['SIGINT', 130],
    ] as const) {
      writeFileSync(join(folder, 'messages', '.logmon-collect.state'), '{"logmon_follow":1,"files":[]}')
      const child = start(command)
      child.stdin.write('line 1\n')
      await sees(child, 'line 1')
      child.kill(signal)
      t.equal(await ended(child), status, signal)
    }
  })
}
