import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { watchSuspension } from '../../lib/io/watch-suspension.ts'
import type { SuspendedBy } from '../../lib/record/suspension.ts'
import { run } from './follow/process.ts'

t.test('a file that comes and goes is told at once, and each time', { timeout: 20_000 }, async t => {
  const path = join(t.testdir(), 'rest')
  const told: boolean[] = []
  let wake = (): void => {}
  const next = (): Promise<void> =>
    new Promise(resolve => {
      wake = resolve
    })
  // The watch keeps no process alive: this does, until the test is over.
  const alive = setInterval(() => {}, 1000)
  const stop = watchSuspension({
    ...{ file: path, wasSuspended: false },
    tell(isSuspended) {
      told.push(isSuspended)
      wake()
    },
  })
  t.same(told, [], 'nothing is there')
  for (const isThere of [true, false, true]) {
    const word = next()
    if (isThere) writeFileSync(path, '')
    else rmSync(path)
    await word
  }
  t.same(told, [true, false, true])
  stop()
  clearInterval(alive)
})

t.test('at the start it is told what is so: that the file is there, or that it is gone', t => {
  const folder = t.testdir({ rest: '' })
  const [there, gone] = [join(folder, 'rest'), join(folder, 'gone')]
  const saidOf = (file: string | undefined, wasSuspended: boolean): readonly boolean[] => {
    const told: boolean[] = []
    watchSuspension({ file, wasSuspended, tell: isSuspended => told.push(isSuspended) })()
    return told
  }
  t.same(saidOf(there, false), [true])
  t.same(saidOf(gone, true), [false])
  t.same(saidOf(gone, false), [])
  t.same(saidOf(undefined, true), [false], 'what rested by a signal goes on')
  t.same(saidOf(undefined, false), [])
  t.end()
})

t.test('a signal suspends and another resumes, each once; what a file suspends, no signal resumes', t => {
  const file = join(t.testdir({ rest: '' }), 'rest')
  const told: (readonly [boolean, SuspendedBy])[] = []
  const watch = (path: string | undefined): (() => void) =>
    watchSuspension({ file: path, wasSuspended: false, tell: (isSuspended, by) => told.push([isSuspended, by]) })
  const send = (...signals: readonly NodeJS.Signals[]): void => {
    for (const signal of signals) process.emit(signal, signal)
  }
  const listeners = (): number => process.listenerCount('SIGUSR2') + process.listenerCount('SIGCONT')
  const before = listeners()
  const stop = watch(undefined)
  t.equal(listeners(), before + 2)
  send('SIGCONT', 'SIGUSR2', 'SIGUSR2', 'SIGCONT', 'SIGCONT', 'SIGUSR2')
  stop()
  t.same(told.splice(0), [
    [true, 'signal'],
    [false, 'signal'],
    [true, 'signal'],
  ])
  t.equal(listeners(), before)
  const stopBoth = watch(file)
  send('SIGUSR2', 'SIGCONT')
  t.same(told.splice(0), [[true, { file }]])
  rmSync(file)
  send('SIGCONT')
  t.same(told.splice(0), [[false, 'signal']])
  stopBoth()
  t.end()
})

for (const [program, args] of [
  ['logmon', ['run']],
  ['logmon-hang', []],
  ['logmon-rules', ['-c', 'job.yaml']],
] as const)
  t.test(`${program} is suspended and resumed by real signals`, async t => {
    const path = join(t.testdir({ 'job.yaml': 'rules: [{ name: a, pattern: a, on_match: life }]\n' }), 'job.yaml')
    const given = args.map(word => (word.endsWith('job.yaml') ? path : word))
    const child = run(program, [...given, '--clock', 'wall'], { stdin: 'pipe' })
    child.child.stdin?.write('{"kind":"log","message":"hello"}\n')
    await child.until(lines => lines.some(line => line.includes('hello')), 'a line')
    const codes = (): readonly string[] =>
      child.lines.flatMap(line => (JSON.parse(line) as { readonly code?: string }).code ?? []).filter(isOfThis)
    const isOfThis = (code: string): boolean => code.startsWith('watch_')
    for (const [index, signal] of (['SIGUSR2', 'SIGCONT'] as const).entries()) {
      child.child.kill(signal)
      await child.until(() => codes().length > index, signal)
    }
    t.same(codes(), ['watch_suspended', 'watch_resumed'])
    child.child.stdin?.end()
    t.equal(await child.ended(), 0)
  })
