// Logs of jobs that run are read as they grow.
import { appendFileSync, cpSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { newFolder, type Serving, serving, settingsFor } from './serving.ts'

t.setTimeout(20_000)
const line = (step: number): string =>
  `[2026-03-04 05:06:11] iteration ${step}/ 400 | elapsed time per iteration (ms): 4100.0 | lm loss: 7.0E+00 |\n`

interface View {
  readonly id: number
  readonly state: string | null
  readonly step: number | null
  readonly status: string
}

/** Asks again and again until a job is as it is waited for. */
async function until(service: Serving, id: number, is: (view: View) => boolean): Promise<View> {
  for (;;) {
    const view = (await service.ask(`/api/v1/jobs/${id}`)).body as View
    if (is(view)) return view
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}

const submit = async (service: Serving, path: string, intent: string): Promise<number> => {
  t.equal((await service.ask('/logs', { body: { log_path: path, user: 'ann', analysis_intent: intent } })).status, 200)
  const { jobs } = (await service.ask('/api/v1/jobs')).body as { jobs: { id: number; log_path: string }[] }
  return jobs.find(job => job.log_path === path)?.id as number
}
const messages = async (service: Serving, id: number): Promise<readonly string[]> => {
  const { body } = await service.ask(`/api/v1/records?job=${id}&kind=log`)
  return (body as { records: { record: { message: string } }[] }).records.map(({ record }) => record.message)
}

t.test('a log is followed over a restart, a rotation and its end, and no line comes twice or not at all', async t => {
  const first = await serving()
  const path = join(first.root, 'train.log')
  writeFileSync(path, line(1) + line(2))
  const id = await submit(first, path, 'progressive')
  await until(first, id, ({ step }) => step === 2)
  // Half a line is not one yet.
  appendFileSync(path, line(3) + line(4).slice(0, 40))
  const view = await until(first, id, ({ step }) => step === 3)
  t.equal(view.state, 'HEALTHY')
  await first.stop(1000)

  appendFileSync(path, line(4).slice(40) + line(5))
  const second = await serving({ root: first.root, data: first.data })
  t.teardown(() => second.stop(1000))
  await until(second, id, ({ step }) => step === 5)
  renameSync(path, `${path}.1`)
  writeFileSync(path, line(6))
  await until(second, id, ({ step }) => step === 6)
  t.same(
    (await messages(second, id)).map(message => Number(/iteration (\d+)/.exec(message)?.[1])),
    [1, 2, 3, 4, 5, 6],
  )
  t.match((await second.ask(`/api/v1/jobs/${id}/history`)).body, { steps: { step: [1, 2, 3, 4, 5, 6] } })

  // Its last line has no end.
  appendFileSync(path, '[rank3]: torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.50 GiB.')
  await submit(second, path, 'terminal')
  await until(second, id, ({ status }) => status === 'completed')
  t.match((await messages(second, id)).at(-1), /CUDA out of memory/)
  t.match((await second.ask(`/api/v1/jobs/${id}`)).body, { action: 'stop', category: 'oom_gpu' })
  t.match((await second.ask('/metrics')).text, /^logmon_followed_logs 0$/m)
})

t.test('a log that looks like our records says nothing as us', async t => {
  const service = await serving()
  t.teardown(() => service.stop(1000))
  const path = join(service.root, 'forged.log')
  writeFileSync(
    path,
    `${line(1)}{"kind":"notice","code":"stream_begins","message":"x"}\n{"kind":"status","scope":"job","to":"ENDED"}\n${line(2)}`,
  )
  const id = await submit(service, path, 'progressive')
  const view = await until(service, id, ({ step }) => step === 2)
  t.not(view.state, 'ENDED')
})

t.test('of a log that was long already, its end is read', async t => {
  const service = await serving()
  t.teardown(() => service.stop(1000))
  const path = join(service.root, 'long.log')
  const filler = `${'x'.repeat(9999)}\n`
  writeFileSync(path, line(1) + filler.repeat(600) + line(2) + line(3))
  const id = await submit(service, path, 'progressive')
  await until(service, id, ({ step }) => step === 3)
  const { steps } = (await service.ask(`/api/v1/jobs/${id}/history`)).body as { steps: { step: number[] } }
  t.same(steps.step, [2, 3])
})

/** Waits until what the stages know of a job is kept, and it says that. */
async function kept(service: Serving, id: number, what: RegExp): Promise<void> {
  const path = join(service.data, 'followed', `${id}.json`)
  while (!existsSync(path) || !what.test(readFileSync(path, 'utf8'))) await new Promise(done => setTimeout(done, 10))
}

const statuses = async (service: Serving, id: number): Promise<readonly string[]> => {
  const { body } = await service.ask(`/api/v1/records?job=${id}&kind=status`)
  const all = (body as { records: { record: { scope: string; from: string; to: string } }[] }).records
  return all.filter(({ record }) => record.scope === 'job').map(({ record }) => `${record.from}-${record.to}`)
}

t.test('how a job is goes on over a restart, and over a kill; what was told is not told again', async t => {
  const first = await serving()
  const path = join(first.root, 'train.log')
  writeFileSync(path, line(1) + line(2) + line(3))
  const id = await submit(first, path, 'progressive')
  await until(first, id, ({ state }) => state === 'HEALTHY')
  await kept(first, id, /"HEALTHY"/)
  // What a kill leaves: the folder as it is now.
  const killed = join(newFolder(), 'data')
  cpSync(first.data, killed, { recursive: true })
  rmSync(join(killed, 'lock'), { force: true })
  await first.stop(1000)

  for (const data of [first.data, killed]) {
    const next = await serving({ root: first.root, data })
    const before = await statuses(next, id)
    t.same(before, ['WAITING-HEALTHY'])
    appendFileSync(path, line(data === killed ? 5 : 4))
    await until(next, id, ({ step }) => step === (data === killed ? 5 : 4))
    t.same(await statuses(next, id), before, 'it was healthy before, and is')
    await next.stop(1000)
  }
})

t.test('stages whose settings are others begin anew, and so do those that were kept too early', async t => {
  const first = await serving()
  const path = join(first.root, 'train.log')
  writeFileSync(path, line(1) + line(2))
  const id = await submit(first, path, 'progressive')
  await until(first, id, ({ step }) => step === 2)
  await kept(first, id, /"HEALTHY"/)
  const early = join(newFolder(), 'kept.json')
  cpSync(join(first.data, 'followed', `${id}.json`), early)
  appendFileSync(path, line(3))
  await until(first, id, ({ step }) => step === 3)
  await first.stop(1000)

  cpSync(early, join(first.data, 'followed', `${id}.json`))
  const { newChain } = settingsFor()
  let given: unknown = 'not asked'
  const second = await serving({
    root: first.root,
    data: first.data,
    newChain(saved) {
      given = saved
      return newChain()
    },
  })
  appendFileSync(path, line(4))
  await until(second, id, ({ step }) => step === 4)
  t.equal(given, undefined, 'something was written since they were kept')
  await second.stop(1000)

  const third = await serving({
    root: first.root,
    data: first.data,
    newChain(saved) {
      if (saved !== undefined) throw new Error('its settings are others now')
      return newChain()
    },
  })
  t.teardown(() => third.stop(1000))
  appendFileSync(path, line(5))
  await until(third, id, ({ step }) => step === 5)
  await submit(third, path, 'terminal')
  await until(third, id, ({ status }) => status === 'completed')
  t.notOk(existsSync(join(first.data, 'followed', `${id}.json`)), 'a job that has ended leaves none')
})
