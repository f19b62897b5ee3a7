// The screen on a real terminal: what stands there, what keys do, and that the terminal is given back.

import { execFileSync, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import t from 'tap'
import { type ReadScreen, readScreen, runOnTerminal, startOnTerminal } from '../../cases/terminal.ts'
import { skipUnless } from '../../skip.ts'

const folder = mkdtempSync(join(tmpdir(), 'logmon-view-'))
t.teardown(() => rmSync(folder, { recursive: true }))
const JOB = resolve('examples/demo/job.yaml')
const LINES = readFileSync('examples/logs/train.log', 'utf8').split('\n')
const skip = skipUnless(spawnSync('script', ['--version']).status === 0, 'script(1) of util-linux is not installed')
const SIZE = { columns: 80, rows: 24 }
/** Tells how a program ended, and whether the terminal is as it was before. */
const watched = (command: string): string =>
  `before=$(stty -g); ${command}; echo "ended with $?"; [ "$before" = "$(stty -g)" ] && echo as it was`

const ALARM_MS = 30_000

interface Session {
  /** Resolves when the screen shows it. */
  shows(pattern: RegExp): Promise<string>
  press(keys: string): void
  /** Resolves to what stands on the usual screen in the end. */
  ended(): Promise<string>
  readonly screen: ReadScreen
}

function session(command: string): Session {
  const child = startOnTerminal(watched(command), folder, SIZE)
  const alarm = setTimeout(() => child.kill(), ALARM_MS)
  child.once('close', () => clearTimeout(alarm))
  const screen = readScreen(SIZE.rows)
  const closed = once(child, 'close')
  let changed = (): void => {}
  child.stdout?.on('data', (bytes: Buffer) => {
    screen.take(bytes.toString('latin1'))
    changed()
  })
  return {
    screen,
    press: keys => void child.stdin?.write(keys),
    async shows(pattern) {
      while (!pattern.test(screen.text())) {
        if (child.exitCode !== null || child.signalCode !== null)
          throw new Error(`it ended before it showed ${pattern}:\n${screen.text()}`)
        await Promise.race([new Promise<void>(resolve => (changed = resolve)), closed])
      }
      return screen.text()
    },
    async ended() {
      await closed
      return screen.text()
    },
  }
}

t.test('logmon run follows a file on the screen; keys look closer; q ends it', { skip }, async t => {
  const log = join(folder, 'train.log')
  writeFileSync(log, '')
  const { shows, press, ended, screen } = session(`LOGMON_CLOCK=wall logmon run -c ${JOB} --from start train.log`)
  await shows(/Waiting for the first line of the log/)
  t.equal(screen.isOnOtherScreen(), true)
  appendFileSync(log, `${LINES.slice(0, 8).join('\n')}\n`)
  await shows(/^llama-demo {2}HEALTHY for \d+ s/m)
  await shows(/^step {7}\d+ of 400, \d %/m)
  press('\r')
  await shows(/^Last lines$/m)
  press('?')
  await shows(/^Ctrl-L +draw the screen anew$/m)
  press('x')
  press('h')
  press('\u001b')
  await shows(/^step {7}\d/m)
  appendFileSync(log, `${LINES.slice(8).join('\n')}\n`)
  await shows(/^llama-demo {2}FAULTED for/m)
  press('q')
  const left = await ended()
  t.match(left, /^llama-demo {2}FAULTED for \d+ s +[\d:]+ UTC, ended$/m)
  t.match(left, /\nended with 0\nas it was\n$/)
})

t.test('Ctrl-C ends it as everywhere, and leaves the terminal as it was', { skip }, async t => {
  writeFileSync(join(folder, 'c.log'), `${LINES.slice(0, 8).join('\n')}\n`)
  const { shows, press, ended } = session(`logmon run -c ${JOB} --from start c.log`)
  await shows(/^step {7}\d/m)
  press('\u0003')
  t.match(await ended(), /\nended with 130\nas it was\n$/)
})

t.test('q closes the screen of a pipe and not the job that writes into it', { skip }, async t => {
  const rest = join(folder, 'rest')
  execFileSync('mkfifo', [rest])
  const log = resolve('examples/logs/train.log')
  const { shows, press, ended } = session(`cat ${log} ${rest} | logmon run -c ${JOB} --clock record`)
  // The status of the last step leaves ahead of what comes behind it.
  await shows(/^llama-demo {2}HANGING/m)
  press('q')
  await shows(/The screen is closed; logmon goes on, one line per event\. Ctrl-C ends it\./)
  // The traceback is held until a line behind it comes.
  writeFileSync(rest, '[2026-03-04 05:08:39] the last words\n')
  const left = await ended()
  t.match(left, /^2026-03-04 05:08:38 {2}FAULTED {3}llama-demo, rank 3: .*CUDA out of memory/m)
  t.match(left, /\nended with 0\nas it was\n$/)
})

t.test('text of a log moves no cursor, and its colours and titles are not the terminal’s', { skip }, async t => {
  const evil = [
    '\u001b[2J\u001b[1;1H\u001b[31mpwned',
    '\u001b]0;title\u0007',
    '\u009b2J',
    'a\rb',
    '\u001bc',
    '\u001b[?1049l',
  ]
  const lines = evil.flatMap((text, index) => [
    `[rank${index}]: ${text}`,
    `[2026-03-04 05:06:1${index}] iteration ${index + 1}/ 400 | lm loss: 1.0E+00 | ${text}: 5 |`,
  ])
  writeFileSync(
    join(folder, 'evil.log'),
    `${lines.join('\n')}\nTraceback (most recent call last):\nValueError: ${evil.join('')}\n`,
  )
  // The reader of the screen throws at a sequence that is not ours.
  const { shows, press, ended } = session('LOGMON_CLOCK=wall logmon run --from start evil.log')
  await shows(/^step {7}6 of 400/m)
  press('\rG')
  await shows(/^Last lines$|ValueError/m)
  press('q')
  t.match(await ended(), /\nended with 0\nas it was\n$/)
})

t.test('what is no screen gets lines: a terminal that cannot move its cursor, --output, a pipe', { skip }, async t => {
  const run = (words: string, variables = {}): string =>
    runOnTerminal(`logmon run -c ${JOB} ${words} < ${resolve('examples/logs/train.log')}`, folder, {
      ...SIZE,
      variables,
    }).text
  const text = run('--output text')
  t.match(text, /^2026-03-04 05:06:11 {2}HEALTHY {3}llama-demo: step 1 came\n/)
  t.equal(run('', { TERM: 'dumb' }), text)
  t.match(run('--only'), /^\{"kind":"status"/m)
  t.equal(run('--output quiet'), '')
  t.match(
    runOnTerminal(`logmon run < ${resolve('examples/logs/train.log')} | cat`, folder, SIZE).text,
    /^\{"kind":"log"/,
  )
})

t.test('colours where the terminal has them', { skip }, async t => {
  const child = startOnTerminal(`logmon view < ${join(folder, 'records')}`, folder, {
    ...SIZE,
    variables: { NO_COLOR: '' },
  })
  writeFileSync(
    join(folder, 'records'),
    '{"kind":"status","time":"2026-03-04T05:06:47.000Z","scope":"job","to":"SLOW","reason":"late"}\n',
  )
  let bytes = ''
  child.stdout?.on('data', chunk => (bytes += chunk))
  await once(child, 'close')
  t.match(bytes, '\u001b[33mSLOW\u001b[39m for 0 s')
})
