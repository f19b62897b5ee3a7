// The original's models over HTTP: reference/services.md, chapter 1.
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { openUsers } from '../../../lib/io/serve/access.ts'
import { openService } from '../../../lib/io/serve/service.ts'
import { isProblems } from '../../../lib/problem.ts'
import { OOM, serving, settingsFor, XID } from './serving.ts'

const service = await serving()
const { ask, root, data } = service
t.teardown(() => service.stop(1000))
const newId = async (job = '4242'): Promise<string> =>
  ((await ask('/attributions', { body: { job_id: job } })).body as { attribution_id: string }).attribution_id
const append = (id: string, text: string) =>
  ask('/attributions/logs', { body: { attribution_id: id, log_stream: text } })

const OOM_LINE = '[rank3]: torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.50 GiB.'
const ANSWER = {
  application_errors_full: [OOM_LINE],
  application_errors_unique: [OOM_LINE],
  auto_resume: 'STOP - DONT RESTART IMMEDIATE',
  auto_resume_verbose: 'STOP - DONT RESTART IMMEDIATE\nGPU memory ran out (cuda.out-of-memory)',
  attribution: `Attribution: Primary issues: ["${OOM_LINE}"], Secondary issues: []`,
}

t.test('an id, lines for it in several parts, and the answer, with which the lines go', async t => {
  const id = await newId()
  t.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  const [first, ...rest] = OOM.split('\n')
  t.same((await append(id, `${first}\n`)).body, { lines_len: 1 })
  t.same((await append(id, rest.join('\n'))).body, { lines_len: 2 })
  t.same((await append(id, '')).body, { lines_len: 2 })
  const kept = await ask(`/attributions/${id}?keep=true&escape=false`)
  t.same(kept.body, { ...ANSWER, job_id: '4242' })
  t.same((await ask(`/attributions/${id}/logs?escape=false`)).body, {
    job_id: 4242,
    cluster_name: '',
    log_lines: OOM.trimEnd().split('\n'),
  })
  t.equal((await ask(`/attributions/${id}?escape=false`)).status, 200)
  t.match(await ask(`/attributions/${id}`), {
    status: 404,
    body: { error_code: 'NOT_FOUND', message: 'there is no such attribution_id' },
  })
  t.match(await append(id, 'more\n'), { status: 404 })
  t.same(readdirSync(join(data, 'lines')), [], 'nothing of it is left')
  t.same(readdirSync(join(data, 'temporary')), [])
})

t.test('lines that come while they are judged are of no answer yet: the id stays', async t => {
  const id = await newId()
  await append(id, OOM.repeat(5000))
  const asked = ask(`/attributions/${id}`)
  // Until it is being judged: the lines were copied by then.
  while ((await ask('/inflight')).text.includes('"count":0')) await new Promise(resolve => setImmediate(resolve))
  const appended = await append(id, 'one more\n')
  t.equal((await asked).status, 200)
  if (appended.status === 200) t.match((await ask(`/attributions/${id}/logs`)).text, 'one more')
  t.equal((await ask(`/attributions/${id}`)).status, appended.status)
  t.equal((await ask(`/attributions/${id}`)).status, 404)
})

t.test('texts are safe for a page unless they are asked for as they are', async t => {
  const id = await newId()
  await append(id, `${OOM.replace('2.50 GiB', '<script>alert("x")</script> & GiB')}`)
  const { text } = await ask(`/attributions/${id}?keep=true`)
  t.notMatch(text, '<script>')
  t.match(text, '&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; GiB')
  t.match((await ask(`/attributions/${id}/logs`)).text, '&lt;script&gt;')
  t.match((await ask(`/attributions/${id}?escape=false`)).text, '<script>')
})

t.test('an id without a line, and lines of several cycles', async t => {
  t.match((await ask(`/attributions/${await newId()}`)).body, { auto_resume: 'NO LOGS', attribution: 'NO LOGS' })
  const id = await newId()
  await append(id, `profiling.py:94 - Cycle: 0 Event: x\n${OOM}profiling.py:94 - Cycle: 1 Event: x\n${XID}`)
  t.match((await ask(`/attributions/${id}`)).body, { auto_resume: /^TEMPORAL ISOLATION/ }, 'the last one decides')
})

t.test('by path and by lines', async t => {
  const path = join(root, 'a.log')
  writeFileSync(path, OOM)
  t.same((await ask(`/attributions?log_path=${path}&escape=false`)).body, ANSWER)
  t.same((await ask('/attributions/lines?escape=false', { body: { lines: OOM.split('\n') } })).body, ANSWER)
  t.match(await ask('/attributions?log_path=/etc/passwd'), { status: 403, body: { error_code: 'OUTSIDE_ROOT' } })
  t.match(await ask('/attributions/lines', { body: { lines: [5] } }), { status: 422 })
})

t.test('forms', async t => {
  for (const [path, body] of [
    ['/attributions', {}],
    ['/attributions', { job_id: 4242 }],
    ['/attributions/logs', { attribution_id: 'x' }],
  ] as const)
    t.match(await ask(path, { body }), { status: 422, body: { error_code: 'INVALID_PARAMETER' } })
  t.match(await append('no-id', 'x'), { status: 404 })
  t.match(await append('../../../../etc/passwd', 'x'), { status: 404 })
})

t.test('ids expire a day after their last line, with the lines', async t => {
  let now = Date.parse('2026-03-04T05:06:07Z')
  const settings = settingsFor()
  const opened = openService({ settings, rootOf: () => settings.root, now: () => now, tell: () => undefined })
  if (isProblems(opened)) throw new Error(JSON.stringify(opened))
  t.teardown(() => opened.close())
  const caller = { name: '', isAdmin: true, root: settings.root }
  const { attributions } = opened
  const ids = ['a', 'b'].map(job => (attributions.open(job, caller) as { id: string }).id) as [string, string]
  now += 23 * 3_600_000
  t.equal(attributions.append(ids[0], 'x\n', caller), 1)
  now += 2 * 3_600_000
  t.match(attributions.append(ids[1], 'x\n', caller), { refusedAs: 'NOT_FOUND' })
  attributions.expire()
  t.equal(attributions.append(ids[0], 'x\n', caller), 2)
  now += 25 * 3_600_000
  attributions.expire()
  t.match(attributions.append(ids[0], 'x\n', caller), { refusedAs: 'NOT_FOUND' })
  t.same(readdirSync(join(settings.data, 'lines')), [])
})

t.test('a file of users that has become wrong changes nothing, and is told', async t => {
  const folder = t.testdir({ users: `ann ${'a'.repeat(64)}\n` })
  let now = 0
  const said: string[] = []
  const users = openUsers(`${folder}/users`, folder, { now: () => now, tell: line => void said.push(line) })
  if (isProblems(users)) throw new Error(JSON.stringify(users))
  t.equal(users.rootOf('ann'), folder)
  writeFileSync(`${folder}/users`, 'ann secret-token-in-the-wrong-place\n')
  now = 5000
  users.of('x')
  t.match(said, [/users:1: ann: .*64 hexadecimal digits; the users stay as they were$/])
  t.notMatch(said.join(), 'secret-token')
  t.equal(users.rootOf('ann'), folder)
  writeFileSync(`${folder}/users`, `bob ${'b'.repeat(64)}\n`)
  now = 10_000
  users.of('x')
  t.same([users.rootOf('ann'), users.rootOf('bob')], [undefined, folder])
})
