// What the service keeps at most besides jobs and records: ids, lines of an id, logs that wait to be judged.
import { writeFileSync } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { BOUNDS } from '../../../lib/bounds.ts'
import type { ClassifySettings } from '../../../lib/classify/settings.ts'
import { type EventStream, eventStream } from '../../../lib/io/serve/event-stream.ts'
import { judging } from '../../../lib/io/serve/judging.ts'
import { openLineStore } from '../../../lib/io/serve/line-store.ts'
import { identityOf } from '../../../lib/io/serve/safe-path.ts'
import { openService } from '../../../lib/io/serve/service.ts'
import { isProblems } from '../../../lib/problem.ts'
import { serveState } from '../../../lib/serve/state.ts'
import { newFolder, OOM, serving, settingsFor, XID } from './serving.ts'

t.test('ids', async t => {
  const settings = settingsFor()
  const service = openService({ settings, rootOf: () => settings.root, now: () => 1, tell: () => undefined })
  if (isProblems(service)) throw new Error(JSON.stringify(service))
  t.teardown(() => service.close())
  const caller = { name: '', isAdmin: true, root: settings.root }
  for (let index = 0; index < BOUNDS['serve.attributions'].most; index++)
    if (!('id' in service.attributions.open('1', caller))) t.fail(`id ${index}`)
  t.match(service.attributions.open('1', caller), { refusedAs: 'JOB_LIMIT_REACHED' })
})

t.test('lines of an id', async t => {
  const lines = openLineStore(
    newFolder(),
    () => true,
    () => 1,
  )
  t.teardown(() => lines.close())
  const part = `${'x'.repeat(16 * 1024 * 1024 - 1)}\n`
  const parts = BOUNDS['serve.lines'].most / part.length
  for (let index = 1; index < parts; index++) if (lines.append('a', part) !== index) t.fail(`part ${index}`)
  t.equal(lines.append('a', part), undefined)
  t.equal(lines.append('a', 'x\n'), parts, 'a short one fits')
  t.equal(lines.append('b', part), 1, 'another id has room of its own')
  for (const id of ['a', 'b']) lines.remove(id)
})

t.test('cycles of a log: the newest are kept, all are counted, the last decides', async t => {
  const service = await serving()
  t.teardown(() => service.stop(1000))
  const path = join(service.root, 'cycles.log')
  const most = BOUNDS['serve.cycles'].most
  // More than are held while they are judged, too.
  const count = 5 * most + 3
  const cycle = (index: number): string => `Cycle: ${index}\n${index === count - 1 ? XID : OOM}`
  writeFileSync(path, Array.from({ length: count }, (_, index) => cycle(index)).join(''))
  const { body } = await service.ask(`/logs?log_path=${path}`)
  t.match(body, { wl_restart_count: count, recommendation: { action: 'RESTART' } })
  t.equal((body as { result: { result: readonly unknown[] } }).result.result.length, most)
  t.match(await service.ask(`/logs?log_path=${path}&wl_restart=${count - 1}`), {
    body: { result: { result: [{ action: 'RESTART' }] } },
  })
  t.match((await service.ask(`/logs?log_path=${path}&wl_restart=${count - most}`)).body, {
    wl_restart: count - most,
    result: { result: [{ action: 'STOP' }] },
  })
  t.match(await service.ask(`/logs?log_path=${path}&wl_restart=${count - most - 1}`), {
    status: 400,
    body: {
      error_code: 'INVALID_PATH',
      message: `wl_restart=${count - most - 1} is not kept: of ${count} cycles the last ${most} are`,
    },
  })
  t.match(await service.ask(`/logs?log_path=${path}&wl_restart=${count}`), { status: 400 })
  await service.ask('/logs', { body: { log_path: path, user: 'x' } })
  const attempts = (
    await service.ask(
      '/api/v1/jobs/' +
        ((await service.ask('/api/v1/jobs')).body as { jobs: { id: number }[] }).jobs[0]?.id +
        '/attempts?limit=1',
    )
  ).body
  t.match(attempts, { total: most, attempts: [{ cycle: count - 1 }] })
})

t.test('verdicts of one log, in bytes', async t => {
  const service = await serving()
  t.teardown(() => service.stop(1000))
  const path = join(service.root, 'wide.log')
  const word = (index: number): string => `${String.fromCharCode(97 + index)}x`.repeat(950)
  const errors = Array.from({ length: 26 }, (_, index) => `[rank${index}]: RuntimeError: ${word(index)}\n`).join('')
  const count = 150
  writeFileSync(path, Array.from({ length: count }, (_, index) => `Cycle: ${index}\n${errors}`).join(''))
  const { body } = await service.ask(`/logs?log_path=${path}`)
  const kept = (body as { result: { result: readonly unknown[] } }).result.result.length
  t.match(body, { wl_restart_count: count })
  t.ok(kept > 10 && kept < count, `${kept} are kept`)
})

t.test('logs that wait', async t => {
  const root = newFolder()
  const path = join(root, 'a.log')
  writeFileSync(path, OOM)
  const settings = settingsFor()
  const judge = judging({
    classify: settings.classify as ClassifySettings,
    atOnce: 1,
    timeoutMs: undefined,
    now: () => 1,
    kept: () => undefined,
    take: () => undefined,
  })
  const identity = identityOf(await stat(path))
  const log = (index: number) => ({ path: `${path}${index === 0 ? '' : index}`, identity, open: () => open(path) })
  const judged = Array.from({ length: BOUNDS['serve.waiting'].most + 1 }, (_, index) => judge.judge(log(index)))
  // Who waits stands in line as soon as its turn has come to begin.
  await new Promise(resolve => setImmediate(resolve))
  await t.rejects(judge.judge(log(9999)), { message: 'too many logs wait to be judged' })
  t.equal(judge.inFlight().length, BOUNDS['serve.waiting'].most + 1)
  judge.stop()
  const ends = await Promise.allSettled([...judged, judge.judge(log(9998), false)])
  t.ok(ends.length > 0 && judge.inFlight().length === 0, 'all of them end')
})

/** What a watcher's connection was answered: 200 where it may watch. */
function watch(events: EventStream, name: string): number {
  let status = 200
  const reply = {
    code: (given: number) => {
      status = given
      return { send: () => undefined }
    },
    hijack: () => undefined,
    getHeaders: () => ({}),
    raw: {
      writeHead: () => undefined,
      write: () => true,
      on: () => undefined,
      end: () => undefined,
      writableLength: 0,
    },
  }
  const caller = { name, isAdmin: false, root: '/' }
  events.open(reply as never, { caller, job: undefined, after: undefined, isStillKnown: () => true })
  return status
}

t.test('who watches', async t => {
  const { most } = BOUNDS['serve.watchers']
  const open = eventStream(serveState(), () => undefined)
  t.teardown(() => open.close())
  for (let index = 0; index < most; index++) if (watch(open, '') !== 200) t.fail(`watcher ${index}`)
  t.equal(watch(open, ''), 503)
  t.equal(open.count(), most)

  const ofUsers = eventStream(serveState(), () => undefined)
  t.teardown(() => ofUsers.close())
  for (let index = 0; index < most / 5; index++) if (watch(ofUsers, 'ann') !== 200) t.fail(`watcher ${index} of ann`)
  t.equal(watch(ofUsers, 'ann'), 503, 'one user may not take the places of all')
  t.equal(watch(ofUsers, 'bob'), 200)
})
