// What collecting loses, repeats or puts out of order: nothing. Counted with writers of known count.
import { spawnSync } from 'node:child_process'
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import t from 'tap'
import { environment } from '../../cases/shell.ts'
import { skipUnless } from '../../skip.ts'
import { type Running, run, temporaryFolder } from '../follow/process.ts'

const OUT_KILLS = 25
const sh = (script: string, cwd: string) =>
  spawnSync('/bin/bash', ['-c', script], { cwd, env: environment(), encoding: 'utf8', maxBuffer: 1 << 28 })
const entry = (second: number, millis: number, rank: number, message: string): string =>
  `2026-01-02 03:04:${String(second).padStart(2, '0')},${String(millis).padStart(3, '0')} [INFO] [node1] [workload:${rank}(${rank}) infra:${rank}(${rank})] train.py:1 ${message}\n`

t.test(
  '8 rank writers of 20,000 messages in tiny files, collected live: every message once, each rank in order; read files are gone',
  async t => {
    const folder = temporaryFolder('collect')
    mkdirSync(join(folder, 'logs'))
    const [RANKS, MESSAGES] = [8, 20_000]
    const collector = run(
      'logmon-collect',
      ['logs', '--raw', '--out', 'shared', '--out-max-mb', '1', '--out-files', '50'],
      { cwd: folder },
    )
    // Its mark must be there before a writer deletes anything for itself: it is, when a first line has come.
    writeFileSync(join(folder, 'logs', 'rank_9_first.msg.1767322445000'), entry(0, 0, 9, 'ready'))
    await collector.until(lines => lines.length === 1, 'the first line')
    const writers = Array.from({ length: RANKS }, (_, rank) =>
      run(
        '/bin/bash',
        [
          '-c',
          `seq -f 'rank ${rank} message %.0f' ${MESSAGES} | logmon-tee --dir logs --prefix p --max-file-kb 4 --max-files 1 > /dev/null`,
        ],
        {
          cwd: folder,
          env: { RANK: String(rank), LOCAL_RANK: String(rank) },
        },
      ),
    )
    await collector.until(lines => lines.length >= 1 + RANKS * MESSAGES, 'all messages')
    for (const writer of writers) t.equal(await writer.ended(), 0)
    t.equal(await collector.stop('SIGTERM'), 0)
    const next = new Map<string, number>()
    let wrong = 0
    for (const line of collector.lines.slice(1)) {
      const [, rank = '', number] = /(rank \d) message (\d+)$/.exec(line) ?? []
      if (Number(number) !== (next.get(rank) ?? 0) + 1) wrong++
      next.set(rank, Number(number))
    }
    t.same([collector.lines.length, wrong], [1 + RANKS * MESSAGES, 0])
    const kept = sh('cat $(ls -rv shared/*.gz) | gunzip; cat shared/*.log', folder)
    t.ok(kept.stdout === `${collector.lines.join('\n')}\n`, 'the per-node file has the same lines, old ones compressed')
    t.ok(
      readdirSync(join(folder, 'logs')).filter(name => name.startsWith('rank_')).length < 100,
      'what was read is deleted',
    )
    t.notOk(existsSync(join(folder, 'logs', '.logmon-collect')), 'writers may delete for themselves again')
  },
)

t.test(
  'complete files of many writers come out in exact order, with tracebacks in one piece and odd headers understood',
  async t => {
    const folder = temporaryFolder('collect')
    writeFileSync(
      join(folder, 'rank_0_a.msg.1767322445000'),
      `orphan of an earlier file\n${entry(1, 0, 0, 'first')}${entry(3, 0, 0, 'third\nTraceback:\n  File "x"\n\nValueError')}`,
    )
    writeFileSync(join(folder, 'rank_0_a.msg.1767322446000'), entry(5, 0, 0, 'fifth'))
    writeFileSync(
      join(folder, 'rank_1_b.msg.1767322445000'),
      `${entry(2, 0, 1, 'second')}${entry(3, 0, 1, 'third too')}${entry(2, 500, 1, 'clock stepped back')}`,
    )
    writeFileSync(
      join(folder, 'rank_unknown_c.msg.1767322445000'),
      '2026-01-02 03:04:04,000 [INFO] [node-1] [workload:?(?) infra:?(?)] my-script.py:7 \nno newline',
    )
    symlinkSync('/etc/passwd', join(folder, 'rank_2_d.msg.1767322445000'))
    const { stdout, status } = sh('logmon-collect --once --raw .', folder)
    t.equal(status, 0)
    const texts = stdout
      .split('\n')
      .slice(0, -1)
      .map(line => line.replace(/^.*train\.py:1 /, ''))
    t.same(texts, [
      'orphan of an earlier file',
      'first',
      'second',
      'third',
      'Traceback:',
      '  File "x"',
      '',
      'ValueError',
      'third too',
      'clock stepped back',
      '2026-01-02 03:04:04,000 [INFO] [node-1] [workload:?(?) infra:?(?)] my-script.py:7 ',
      'no newline',
      'fifth',
    ])
    const [, , , record] = sh('logmon-collect --once .', folder).stdout.split('\n')
    t.same(JSON.parse(record as string), {
      kind: 'log',
      format: 'raw',
      message: entry(2, 0, 1, 'second').trimEnd(),
      time: '2026-01-02T03:04:02.000Z',
      node: 'node1',
      rank: 1,
      local_rank: 1,
      file: 'rank_1_b.msg.1767322445000',
      offset: 0,
    })
  },
)

t.test(
  'stopped and started again: every message once; killed: at least once; nothing is deleted that was not saved',
  async t => {
    const folder = temporaryFolder('collect')
    mkdirSync(join(folder, 'logs'))
    let written = 0
    const write = (count: number): void => {
      for (const end = written + count; written < end; written++)
        appendFileSync(
          join(folder, 'logs', `rank_0_p.msg.${1767322445000 + Math.floor(written / 10)}`),
          entry(1, 0, 0, `message ${written}`),
        )
    }
    const start = (): Running =>
      run('logmon-collect', ['logs', '--raw', '--delay', '20ms', '--poll', '20ms'], { cwd: folder })
    const numbers = (lines: readonly string[]): number[] => lines.map(line => Number(line.split(' ').at(-1)))
    const seen: number[] = []
    for (let round = 0; round < 4; round++) {
      write(57)
      const collector = start()
      await collector.until(lines => numbers(lines).includes(written - 1), 'the last message')
      write(3)
      t.equal(await collector.stop('SIGTERM'), 0)
      seen.push(...numbers(collector.lines))
    }
    const again = start()
    write(1)
    await again.until(lines => numbers(lines).includes(written - 1), 'the last message')
    await again.stop('SIGTERM')
    seen.push(...numbers(again.lines))
    t.same(
      seen,
      Array.from({ length: written }, (_, number) => number),
    )
    const after = new Set(seen)
    for (let kill = 0; kill < 10; kill++) {
      write(25)
      const collector = start()
      await collector.until(lines => lines.length > kill, 'some messages')
      await collector.stop('SIGKILL')
      for (const number of numbers(collector.lines)) after.add(number)
    }
    const last = start()
    await last.until(lines => numbers(lines).includes(written - 1), 'the last message')
    await last.stop('SIGTERM')
    for (const number of numbers(last.lines)) after.add(number)
    t.equal(after.size, written)
  },
)

t.test(
  `killed ${OUT_KILLS} times, and left by its reader, while the per-node file changes and is compressed: every message once in it`,
  async t => {
    const folder = temporaryFolder('collect')
    mkdirSync(join(folder, 'logs'))
    const perNode = join(folder, 'shared', `nvrx_log_${hostname()}.log`)
    const aside = `${perNode}.1`
    // The compressed file as it is made: beside the other, under a name that nobody can guess.
    const isCompressing = (): boolean =>
      existsSync(dirname(aside)) && readdirSync(dirname(aside)).some(name => /\.1\.gz\.[0-9a-f]{16}\.tmp$/.test(name))
    const filler = 'x'.repeat(900)
    let written = 0
    const write = (count: number): void => {
      for (const end = written + count; written < end; written += 100) {
        const lines = Array.from({ length: 100 }, (_, index) => entry(1, 0, 0, `${filler} message ${written + index}`))
        appendFileSync(
          join(folder, 'logs', `rank_0_p.msg.${1767322445000 + Math.floor(written / 300)}`),
          lines.join(''),
        )
      }
    }
    const args = [
      'logs',
      '--raw',
      '--delay',
      '10ms',
      '--poll',
      '5ms',
      '--out',
      'shared',
      '--out-max-mb',
      '1',
      '--out-files',
      '1000',
    ]
    const compressed = (): number => readdirSync(join(folder, 'shared')).filter(name => name.endsWith('.gz')).length
    let left = { aside: 0, unfinished: 0, both: 0 }
    for (let kill = 0; kill < OUT_KILLS; kill++) {
      write(1500)
      const collector = run('logmon-collect', args, { cwd: folder })
      await collector.until(lines => lines.length > 0, 'a first line')
      const before = compressed()
      const lines = 100 * (kill % 13)
      const points: readonly (() => boolean)[] = [
        () => collector.lines.length > lines,
        () => existsSync(aside),
        isCompressing,
        () => compressed() > before,
        () => existsSync(`${aside}.gz`) && existsSync(aside),
      ]
      const isThere = points[kill % points.length] as () => boolean
      // All of it is there after so many lines: a point that was missed is no reason to wait.
      while (!(isThere() || collector.lines.length >= 1500)) await new Promise(resolve => setImmediate(resolve))
      await collector.stop('SIGKILL')
      left = {
        aside: left.aside + (existsSync(aside) ? 1 : 0),
        unfinished: left.unfinished + (isCompressing() ? 1 : 0),
        both: left.both + (existsSync(aside) && existsSync(`${aside}.gz`) ? 1 : 0),
      }
      write(300)
      if (kill % 6 === 0)
        t.equal(
          sh(`logmon-collect ${args.join(' ')} | head -1 > /dev/null; echo \${PIPESTATUS[0]}`, folder).stdout,
          '0\n',
        )
    }
    t.comment(`kills left: ${JSON.stringify(left)}`)
    write(100)
    const last = run('logmon-collect', args, { cwd: folder })
    await last.until(lines => lines.at(-1)?.endsWith(` message ${written - 1}`) === true, 'the last message')
    t.equal(await last.stop('SIGTERM'), 0)
    t.notOk(existsSync(aside), 'what was put aside is compressed in the end')
    const kept = sh('cat $(ls -rv shared/*.gz) | gunzip; cat shared/*.log', folder).stdout.split('\n').slice(0, -1)
    t.ok(compressed() > 5)
    t.equal(kept.length, written)
    t.equal(
      kept.findIndex((line, index) => !line.endsWith(` message ${index}`)),
      -1,
      'each once, in order',
    )
  },
)

t.test('the streams of many nodes are merged again', async t => {
  const folder = temporaryFolder('collect')
  for (const node of [1, 2, 3]) {
    mkdirSync(join(folder, `n${node}`))
    writeFileSync(
      join(folder, `n${node}`, 'rank_0_p.msg.1767322445000'),
      Array.from({ length: 20 }, (_, index) =>
        entry(index * 2 + (node === 2 ? 1 : 0), node, node, `from ${node}\n more of ${node}`),
      ).join(''),
    )
  }
  for (const flag of ['', '--raw']) {
    const { stdout, status } = sh(
      `(for n in 1 2 3; do logmon-collect --once ${flag} n$n; done) | logmon-collect --delay 60s ${flag} -`,
      folder,
    )
    t.equal(status, 0)
    const lines = stdout.split('\n').slice(...(flag === '' ? [1, -2] : [0, -1]))
    t.equal(lines.length, 120)
    const times = lines
      .map(line => (flag === '' ? String((JSON.parse(line) as { time: string }).time) : line))
      .filter(line => !line.startsWith(' more'))
    t.same(
      times.map(time => time.slice(11, 23)),
      times.map(time => time.slice(11, 23)).sort(),
      `in order ${flag}`,
    )
  }
  sh('for n in 1 2 3; do logmon-collect --once --raw n$n > n$n.log; done', folder)
  const shared = sh('logmon-collect --once --raw n1.log n2.log n3.log', folder)
  t.equal(
    shared.stdout,
    sh('cat n1.log n2.log n3.log | logmon-collect --delay 60s --raw -', folder).stdout,
    'files on a shared disk or a pipe: the same',
  )
  t.equal(readFileSync(join(folder, 'n1.log'), 'utf8').split('\n').length, 41)
})

t.test(
  'a full disk ends it with 1 and leaves no part of a line; when there is room again, every line is in the per-node file once',
  async t => {
    const folder = temporaryFolder('collect')
    mkdirSync(join(folder, 'logs'))
    const lines = Array.from({ length: 2000 }, (_, index) => entry(1, 0, 0, `message ${index}`)).join('')
    writeFileSync(join(folder, 'logs', 'rank_0_p.msg.1767322445000'), lines)
    // A limit on the size of files fails like a full disk does, without being root.
    const full = sh("trap '' XFSZ; ulimit -f 100; logmon-collect logs --raw --out shared --keep", folder)
    t.match(full, { status: 1, stderr: 'the file would be larger than allowed (see ulimit -f)' })
    const node = join(folder, 'shared', readdirSync(join(folder, 'shared'))[0] as string)
    t.ok(readFileSync(node, 'utf8').endsWith('\n'))
    appendFileSync(node, 'what a kill left of a li')
    const collector = run('logmon-collect', ['logs', '--raw', '--out', 'shared', '--keep'], { cwd: folder })
    await collector.until(seen => seen.some(line => line.endsWith(' message 1999')), 'the last line')
    t.equal(await collector.stop('SIGTERM'), 0)
    t.ok(readFileSync(node, 'utf8') === lines)
  },
)

const skip = skipUnless(spawnSync('python3', ['--version']).error === undefined, 'python3 is not installed')

t.test(
  "NVRx's own writer, in Python, with rotation and tracebacks, collected while it writes: every message once, with its rank",
  { skip },
  async t => {
    const folder = temporaryFolder('collect')
    mkdirSync(join(folder, 'logs'))
    const [RANKS, MESSAGES] = [4, 2000]
    const collector = run('logmon-collect', ['logs', '--out', 'shared'], { cwd: folder })
    const writers = Array.from({ length: RANKS }, (_, rank) =>
      run('python3', [resolve('test/io/collect/nvrx-writer.py'), 'logs', 'trainer', String(MESSAGES)], {
        cwd: folder,
        // It deletes without asking who has read: only a limit on their number that it does not reach loses nothing for
        // sure.
        env: {
          RANK: String(8 + rank),
          LOCAL_RANK: String(rank),
          SLURM_PROCID: '1',
          NVRX_LOG_MAX_FILE_SIZE_KB: '8',
          NVRX_LOG_MAX_LOG_FILES: '1000',
        },
      }),
    )
    // A traceback is three lines more than its header, and one more from Python 3.11 on would still be of the same
    // entry.
    const messages = (lines: readonly string[]): number =>
      lines.filter(line => / nvrx-writer\.py:\d+ message \d+/.test(line)).length
    await collector.until(lines => messages(lines) >= RANKS * MESSAGES, 'all messages')
    for (const writer of writers) t.equal(await writer.ended(), 0, writer.stderr())
    t.equal(await collector.stop('SIGTERM'), 0)
    const records = collector.lines.map(
      line => JSON.parse(line) as { message: string; rank?: number; local_rank?: number; node?: string },
    )
    const headed = records.filter(({ message }) => message.includes('nvrx-writer.py:') && !message.startsWith('  File'))
    for (let rank = 0; rank < RANKS; rank++)
      t.same(
        headed
          .filter(record => record.rank === 8 + rank && record.local_rank === rank && record.node === hostname())
          .map(({ message }) => Number(message.split(' ').at(-1))),
        Array.from({ length: MESSAGES }, (_, number) => number),
      )
    t.equal(records.filter(({ message }) => message.startsWith('ValueError: message')).length, (RANKS * MESSAGES) / 100)
    t.equal(
      records.filter(({ rank }) => rank === undefined).length,
      0,
      'the lines of a traceback have the rank of their entry',
    )
    t.ok(
      readdirSync(join(folder, 'logs')).filter(name => name.startsWith('rank_')).length <= 2 * RANKS,
      'what was read is deleted',
    )
  },
)
