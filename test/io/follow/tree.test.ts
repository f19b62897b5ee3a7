// Many files at once: patterns, trees, torchrun's log directory.
import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'
import { messagesOf, run, temporaryFolder } from './process.ts'

const recordsOf = (lines: readonly string[]) => lines.map(line => JSON.parse(line) as Record<string, unknown>)

t.test('512 rank files that begin alike, made while we watch: every line once, each with its rank', async t => {
  const folder = temporaryFolder('tree')
  mkdirSync(join(folder, 'logs'))
  const follower = run('logmon-follow', ['--from', 'start', 'logs/**/*.log'], { cwd: folder })
  const FILES = 512
  const path = (rank: number): string =>
    join(folder, 'logs', `node${rank % 64}`, `worker-rank${rank}-node${rank % 64}.log`)
  for (let rank = 0; rank < FILES; rank++) {
    mkdirSync(dirname(path(rank)), { recursive: true })
    writeFileSync(path(rank), 'the same banner in every file\n'.repeat(40))
  }
  for (let rank = 0; rank < FILES; rank++) appendFileSync(path(rank), `rank ${rank} is ready\n`)
  await follower.until(lines => lines.length >= FILES * 41, 'all lines')
  await follower.stop('SIGTERM')
  const records = recordsOf(follower.lines)
  t.equal(records.length, FILES * 41)
  const ready = records.filter(record => String(record['message']).endsWith('is ready'))
  t.same(
    ready.map(record => `rank ${record['rank']} is ready`),
    ready.map(record => record['message']),
  )
  t.equal(new Set(ready.map(record => record['rank'])).size, FILES)
})

t.test('more files than may be open at once are followed: every line once, and a state is written', async t => {
  const folder = temporaryFolder('tree')
  const names = Array.from({ length: 300 }, (_, rank) => `rank${rank}.log`)
  for (const name of names) writeFileSync(join(folder, name), `${name} begins\n`)
  const follower = run('/bin/sh', ['-c', 'ulimit -n 100; exec logmon-follow --from start --state state.json "*.log"'], {
    cwd: folder,
  })
  await follower.until(lines => lines.length >= names.length, 'the first lines')
  for (const name of names) appendFileSync(join(folder, name), `${name} ends\n`)
  await follower.until(lines => lines.length >= 2 * names.length, 'the last lines')
  t.equal(await follower.stop('SIGTERM'), 0, follower.stderr())
  t.same([...messagesOf(follower.lines)].sort(), names.flatMap(name => [`${name} begins`, `${name} ends`]).sort())
})

t.test(
  "torchrun's log directory: three attempts, the second deleted and made again, errors as records of their own",
  async t => {
    const folder = temporaryFolder('tree')
    const follower = run('logmon-follow', ['--from', 'start', '--log-dir', 'runs'], { cwd: folder })
    const attempt = (number: number, ranks: number): void => {
      for (let rank = 0; rank < ranks; rank++) {
        const directory = join(folder, 'runs', 'llama_a1b2c3d4', `attempt_${number}`, String(rank))
        mkdirSync(directory, { recursive: true })
        writeFileSync(join(directory, 'stdout.log'), `attempt ${number} rank ${rank} out\n`)
        writeFileSync(join(directory, 'stderr.log'), `attempt ${number} rank ${rank} err\n`)
      }
    }
    const saw = (text: string) => follower.until(lines => lines.some(line => line.includes(text)), text)
    attempt(0, 2)
    await saw('attempt 0 rank 1 err')
    const error = {
      message: {
        message: 'RuntimeError: CUDA error',
        extraInfo: {
          py_callstack: 'Traceback (most recent call last):\nRuntimeError: CUDA error\n',
          timestamp: '1767322445',
        },
      },
    }
    const text = JSON.stringify(error)
    const errorFile = join(folder, 'runs', 'llama_a1b2c3d4', 'attempt_0', '1', 'error.json')
    writeFileSync(errorFile, text.slice(0, 20))
    appendFileSync(errorFile, text.slice(20))
    await saw('torchelastic-error')
    attempt(1, 1)
    await saw('attempt 1 rank 0 err')
    // The agent deletes the directory of an attempt before it starts it.
    rmSync(join(folder, 'runs', 'llama_a1b2c3d4', 'attempt_1'), { recursive: true })
    attempt(1, 2)
    await saw('attempt 1 rank 1 err')
    attempt(2, 1)
    await saw('attempt 2 rank 0 err')
    await follower.stop('SIGTERM')

    const records = recordsOf(follower.lines)
    t.same(
      records.filter(record => record['format'] === 'torchelastic-error'),
      [
        {
          kind: 'log',
          time: '2026-01-02T02:54:05.000Z',
          time_from: 'line',
          file: 'runs/llama_a1b2c3d4/attempt_0/1/error.json',
          run: 'llama',
          attempt: 0,
          local_rank: 1,
          level: 'ERROR',
          message: 'Traceback (most recent call last):\nRuntimeError: CUDA error',
          format: 'torchelastic-error',
          offset: 0,
        },
      ],
    )
    const origin = ({ message, run: name, attempt: number, local_rank, stream }: Record<string, unknown>) =>
      [message, name, number, local_rank, stream].join(' | ')
    t.same(
      records
        .filter(record => record['format'] === 'raw')
        .map(origin)
        .sort(),
      [
        'attempt 0 rank 0 err | llama | 0 | 0 | stderr',
        'attempt 0 rank 0 out | llama | 0 | 0 | stdout',
        'attempt 0 rank 1 err | llama | 0 | 1 | stderr',
        'attempt 0 rank 1 out | llama | 0 | 1 | stdout',
        'attempt 1 rank 0 err | llama | 1 | 0 | stderr',
        'attempt 1 rank 0 err | llama | 1 | 0 | stderr',
        'attempt 1 rank 0 out | llama | 1 | 0 | stdout',
        'attempt 1 rank 0 out | llama | 1 | 0 | stdout',
        'attempt 1 rank 1 err | llama | 1 | 1 | stderr',
        'attempt 1 rank 1 out | llama | 1 | 1 | stdout',
        'attempt 2 rank 0 err | llama | 2 | 0 | stderr',
        'attempt 2 rank 0 out | llama | 2 | 0 | stdout',
      ],
    )
    const started = records.filter(record => record['code'] === 'attempt_started')
    t.same(
      started.map(record => [record['run'], record['attempt']]),
      [
        ['llama', 1],
        ['llama', 2],
      ],
    )
  },
)

t.test('compressed files are read; excluded ones and those that are no logs are not', async t => {
  const folder = temporaryFolder('tree')
  writeFileSync(join(folder, 'a.log'), 'plain\n')
  writeFileSync(join(folder, 'b.log'), 'zipped\nlast without newline')
  writeFileSync(join(folder, 'c.log'), 'zstandard\n')
  writeFileSync(join(folder, 'd.log'), 'excluded\n')
  writeFileSync(join(folder, 'model.safetensors'), 'no log\n')
  const shell = run('/bin/sh', ['-c', 'gzip b.log && zstd -q --rm c.log'], { cwd: folder })
  t.equal(await shell.ended(), 0, shell.stderr())
  const follower = run('logmon-follow', ['--once', '--exclude', 'd.*', '.'], { cwd: folder })
  t.equal(await follower.ended(), 0)
  t.same([...messagesOf(follower.lines)].sort(), ['last without newline', 'plain', 'zipped', 'zstandard'])
})

t.test('a pattern that matches nothing is told, and told again when it does', async t => {
  const folder = temporaryFolder('tree')
  const follower = run('logmon-follow', ['--warn-after', '1ms', 'nothing-*.log'], { cwd: folder })
  await follower.until(lines => lines.length === 1, 'the warning')
  writeFileSync(join(folder, 'nothing-1.log'), '')
  await follower.until(lines => lines.length === 2, 'the good news')
  await follower.stop('SIGTERM')
  t.same(
    recordsOf(follower.lines).map(record => record['code']),
    ['nothing_matches', 'sources_found'],
  )
})

t.test('--raw gives back the bytes of a file, cut at no character', async t => {
  const folder = temporaryFolder('tree')
  const bytes = Buffer.concat([
    Buffer.from('\ufeffà – 漢字 🙂 "quoted" \\ back\u001b[31m\r\n'),
    Buffer.from([0xff, 0xfe, 0, 10]),
    Buffer.from(`${'x'.repeat(200_000)}\n`),
  ])
  writeFileSync(join(folder, 'a.log'), bytes)
  const follower = run('/bin/sh', ['-c', 'logmon-follow --once --raw a.log > out'], { cwd: folder })
  await follower.ended()
  t.ok(bytes.equals(readFileSync(join(folder, 'out'))))
})
