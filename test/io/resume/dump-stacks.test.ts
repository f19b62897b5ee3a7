import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { BOUNDS } from '../../../lib/bounds.ts'
import { type DumpBy, dumpStacks, findProgram } from '../../../lib/io/resume/dump-stacks.ts'
import { newFolder } from './resuming.ts'

const by = (...words: readonly string[]): DumpBy => ({ is: 'command', words, ofPython: false })

/** Dumps into a file; resolves to what is told and what the file holds. */
async function dumped(
  file: string,
  how: DumpBy,
  processes: readonly number[],
  stop = new AbortController().signal,
): Promise<{ readonly told: string; readonly text: string; readonly signals: readonly string[] }> {
  const signals: string[] = []
  writeFileSync(file, '')
  const signal = async (name: string): Promise<void> => void signals.push(name)
  const told = await dumpStacks({ by: how, processes, file, signal, stop })
  return { told, text: readFileSync(file, 'utf8'), signals }
}

t.test('a program is run for each process, up to a bound, and what it prints is kept', async t => {
  const file = join(newFolder(t), 'stacks')
  const { most } = BOUNDS['resume.stacks']
  const processes = Array.from({ length: most + 3 }, (_, index) => 1000 + index)
  const { told, text } = await dumped(file, by('echo', 'stack', 'of', '{pid};'), processes)
  t.equal(told, `stacks of ${most} processes (of ${most + 3}) are in ${file}`)
  t.equal(text.match(/^stack of \d+;$/gm)?.length, most)
  t.match(text, '== process 1000: echo stack of 1000;\nstack of 1000;\n')
})

t.test('what a program says that fails is told, and kept', async t => {
  const file = join(newFolder(t), 'stacks')
  const failed = await dumped(file, by('ls', '--no-such-option'), [1])
  t.match(failed.told, /^no stacks: ls: /)
  t.match(failed.text, 'no-such-option')
  t.equal((await dumped(file, by('echo'), [])).told, 'no stacks: it has no process that echo can look at')
  t.match((await dumped(file, by('/no/such/program'), [1])).told, /^no stacks: \/no\/such\/program: there is no such/)
  const full = await dumpStacks({
    ...{ by: by('echo'), processes: [1], file: '/no/such/folder/stacks' },
    ...{ signal: async () => undefined, stop: new AbortController().signal },
  })
  t.match(full, /^no stacks: \/no\/such\/folder\/stacks: there is no such/)
})

t.test('whoever does not want to wait gets no further program', async t => {
  const file = join(newFolder(t), 'stacks')
  const stop = new AbortController()
  stop.abort()
  t.equal((await dumped(file, by('echo'), [1, 2], stop.signal)).text, '')
})

t.test('a signal goes to those alone that have a handler for it; the others would die of it', async t => {
  const file = join(newFolder(t), 'stacks')
  const handles = spawn('bash', [
    '-c',
    "trap 'echo stack; exit' USR1; echo ready; while :; do read -t 0.05 <> <(:); done",
  ])
  const dies = spawn('sleep', ['100'])
  t.teardown(() => [handles, dies].map(child => child.kill('SIGKILL')))
  await new Promise(done => handles.stdout.once('data', done))
  const printed = new Promise(done => handles.stdout.once('data', data => done(`${data}`)))
  const { told } = await dumped(file, { is: 'signal', name: 'SIGUSR1' }, [handles.pid as number, dies.pid as number])
  t.equal(await printed, 'stack\n')
  t.equal(told, 'SIGUSR1 was sent to 1 process: stacks stand in its log')
  t.equal(dies.exitCode ?? dies.signalCode, null)
  t.equal(
    (await dumped(file, { is: 'signal', name: 'SIGUSR1' }, [dies.pid as number])).told,
    'no stacks: none of its processes takes SIGUSR1 (Python: faulthandler.register(signal.SIGUSR1))',
  )
})

t.test('where the processes are out of reach the signal is sent by whoever can', async t => {
  const { told, signals } = await dumped(join(newFolder(t), 'stacks'), { is: 'signal', name: 'SIGUSR2' }, [])
  t.same([told, signals], ['SIGUSR2 was sent to it: stacks stand in its log', ['SIGUSR2']])
})

t.test('a program is found as a shell finds it', async t => {
  t.equal(findProgram('sh', '/no/such:/bin'), '/bin/sh')
  t.equal(findProgram('sh', undefined) === undefined, false)
  t.equal(findProgram('no-such-program', '/bin'), undefined)
  t.equal(findProgram('/bin/sh', ''), '/bin/sh')
  t.equal(findProgram('bin', '/'), undefined, 'a folder is none')
})
