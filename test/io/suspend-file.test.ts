import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { watchSuspendFile } from '../../lib/io/suspend-file.ts'

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
  const stop = watchSuspendFile(path, false, isSuspended => {
    told.push(isSuspended)
    wake()
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
  const saidOf = (path: string, wasSuspended: boolean): readonly boolean[] => {
    const told: boolean[] = []
    watchSuspendFile(path, wasSuspended, isSuspended => told.push(isSuspended))()
    return told
  }
  t.same(saidOf(there, false), [true])
  t.same(saidOf(gone, true), [false])
  t.same(saidOf(gone, false), [])
  t.end()
})
