// Every call and error of NVRx's attribution service, with bodies written out: reference/services.md, chapter 2.
import { appendFileSync, chmodSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { OOM, type Serving, serving, XID } from './serving.ts'

const service: Serving = await serving()
const { root, ask } = service
t.teardown(() => service.stop(1000))
const log = (name: string, text: string): string => {
  const path = join(root, name)
  writeFileSync(path, text)
  return path
}
const logsOf = (path: string, more = ''): string => `/logs?log_path=${encodeURIComponent(path)}${more}`
/** Asks until an answer is complete, as the launcher does. */
async function completed(path: string): Promise<unknown> {
  for (;;) {
    const { body } = await ask(logsOf(path, '&wait=false'))
    if ((body as { status: string }).status === 'completed') return body
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}

const OOM_LINE = '[rank3]: torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.50 GiB.'
const OOM_ITEM = {
  raw_text:
    'STOP - DONT RESTART IMMEDIATE\nGPU memory ran out (cuda.out-of-memory)\n' +
    `Attribution: Primary issues: ["${OOM_LINE}"], Secondary issues: []`,
  auto_resume: 'STOP - DONT RESTART IMMEDIATE',
  auto_resume_explanation: 'GPU memory ran out (cuda.out-of-memory)',
  attribution_text: `Primary issues: ["${OOM_LINE}"], Secondary issues: []`,
  checkpoint_saved_flag: 0,
  action: 'STOP',
  primary_issues: [OOM_LINE],
  secondary_issues: [],
}
const OOM_ANSWER = {
  result: {
    module: 'log_analyzer',
    result: [OOM_ITEM],
    recommendation: { action: 'STOP', source: 'log_analyzer' },
  },
  status: 'completed',
  recommendation: { action: 'STOP', source: 'log_analyzer', reason: 'GPU memory ran out (cuda.out-of-memory)' },
  mode: 'single',
  wl_restart: 0,
  wl_restart_count: 1,
}

t.test('POST /logs: a log is known', async t => {
  const path = log('single.log', OOM)
  const { status, body, headers } = await ask('/logs', { body: { log_path: path, user: 'ann' } })
  t.equal(status, 200)
  t.match(headers['content-type'], /^application\/json/)
  t.same(body, {
    submitted: true,
    normalized_path: path,
    mode: 'single',
    logs_dir: null,
    sched_restarts: 0,
    files_analyzed: null,
  })
})

t.test('POST /logs: an empty log, and one that may still say where its job writes, are pending', async t => {
  const empty = log('empty.log', '')
  t.match((await ask('/logs', { body: { log_path: empty, user: 'ann' } })).body, { mode: 'pending' })
  const small = log('slurm-4711.out', 'starting\n')
  t.match((await ask('/logs', { body: { log_path: small, user: 'ann', job_id: '4711' } })).body, { mode: 'pending' })
  // What it says later counts.
  appendFileSync(small, OOM.repeat(60))
  t.match((await ask('/logs', { body: { log_path: small, user: 'ann', job_id: '4711' } })).body, { mode: 'single' })
})

t.test('GET /logs: the judgement of a log', async t => {
  const path = log('ask.log', OOM)
  await ask('/logs', { body: { log_path: path, user: 'ann' } })
  t.same((await ask(logsOf(path, '&wait=false'))).body, {
    result: {},
    status: 'pending',
    recommendation: { action: 'UNKNOWN', source: '', reason: '' },
    mode: 'single',
    wl_restart: 0,
    wl_restart_count: null,
  })
  t.same((await ask(logsOf(path))).body, OOM_ANSWER)
  t.same((await ask(logsOf(path, '&wait=false'))).body, OOM_ANSWER, 'then it is known without waiting')
  appendFileSync(path, 'and more\n')
  t.match((await ask(logsOf(path, '&wait=false'))).body, { status: 'pending' }, 'not once there is more in the file')
})

t.test('GET /logs: false and true as clients write them, and a path with a slash behind', async t => {
  const path = log('truths.log', OOM)
  for (const word of ['False', '0', 'off', 'no'])
    t.match((await ask(logsOf(path, `&wait=${word}`))).body, { status: 'pending' }, word)
  t.match(await ask(logsOf(path, '&wait=maybe')), { status: 422 })
  t.match((await ask(logsOf(path, '&wait=True'))).body, { status: 'completed' })
  t.equal((await ask('/healthz/')).status, 200)
})

t.test('GET /logs: a log that nobody submitted is judged, too', async t => {
  t.same((await ask(logsOf(log('unknown.log', OOM)))).body, OOM_ANSWER)
})

t.test('each action of NVRx is told for what it means', async t => {
  const done = '[2026-03-04 05:06:11] iteration 400/ 400 | lm loss: 7.0E+00 |\n[after training is done] datetime: x\n'
  for (const [name, text, action] of [
    ['restart.log', XID, 'RESTART'],
    ['stop.log', OOM, 'STOP'],
    ['done.log', done, 'STOP'],
    ['quiet.log', '[2026-03-04 05:06:11] iteration 1/ 400 | lm loss: 7.0E+00 |\n', 'CONTINUE'],
  ] as const)
    t.match((await ask(logsOf(log(name, text)))).body, { recommendation: { action } }, name)
})

t.test('terminal: a log is judged once it is quiet, and who asks meanwhile is told that it is in flight', async t => {
  const path = log('job_cycle3.log', OOM)
  await ask('/logs', { body: { log_path: path, user: 'ann', analysis_intent: 'progressive' } })
  t.match((await ask(logsOf(path, '&wait=false'))).body, { status: 'pending' }, 'it runs')
  await ask('/logs', { body: { log_path: path, user: 'ann', analysis_intent: ' Terminal ' } })
  t.match((await ask(logsOf(path, '&wait=false'))).body, { status: 'in_flight', result: {} })
  t.match((await ask('/inflight')).body, { count: 1, entries: [{ path }] })
  t.same(await completed(path), OOM_ANSWER)
  const { body } = await ask('/jobs?limit=10000')
  const job = (body as { jobs: { log_path: string }[] }).jobs.find(({ log_path }) => log_path === path)
  t.match(job, { cycle_id: 3, intent: 'terminal', status: 'completed', action: 'stop', category: 'oom_gpu' })
})

t.test('terminal: a log that still grows is judged with its last lines', async t => {
  const path = log('grows.log', '[2026-03-04 05:06:11] iteration 1/ 400 | lm loss: 7.0E+00 |\n')
  await ask('/logs', { body: { log_path: path, user: 'ann', analysis_intent: 'terminal' } })
  appendFileSync(path, `${OOM_LINE}\n`)
  t.match((await ask(logsOf(path))).body, { recommendation: { action: 'STOP' } }, 'who waits, waits for the end')
})

t.test('cycles: each is judged, the last decides, and each can be asked for', async t => {
  const text = `profiling.py:94 - Cycle: 0 Event: x\n${OOM}profiling.py:94 - Cycle: 0 Event: y\nprofiling.py:94 - Cycle: 1 Event: x\n${XID}`
  const path = log('cycles.log', text)
  const { body } = await ask(logsOf(path))
  t.match(body, { wl_restart: 0, wl_restart_count: 2, recommendation: { action: 'RESTART' } })
  t.equal((body as { result: { result: unknown[] } }).result.result.length, 2)
  t.match((await ask(logsOf(path, '&wl_restart=0'))).body, {
    result: { result: [{ action: 'STOP' }], recommendation: { action: 'STOP' } },
    recommendation: { action: 'STOP' },
    wl_restart: 0,
    wl_restart_count: 2,
  })
  t.match((await ask(logsOf(path, '&wl_restart=1'))).body, { recommendation: { action: 'RESTART' }, wl_restart: 1 })
  t.match(await ask(logsOf(path, '&wl_restart=2')), {
    status: 400,
    body: { error_code: 'INVALID_PATH', message: 'wl_restart=2 is out of range: the log has 2 cycles' },
  })
})

t.test('split logs: the files of a job that its output names', async t => {
  const folder = join(root, 'split')
  mkdirSync(join(folder, 'slurm'), { recursive: true })
  const block = `<< START PATHS >>\nLOGS_DIR=${folder}/\n<< END PATHS >>\n`
  const path = log('slurm-4242.out', `${block}x\n${block}`)
  const first = log('split/run_4242_date_26-03-04_time_05-06-07.log', OOM)
  const second = log('split/slurm/run_4242_date_26-03-04_time_06-06-07.log', XID)
  log('split/run_999_date_26-03-04_time_07-06-07.log', XID)
  const submitted = await ask('/logs', { body: { log_path: path, user: 'ann', job_id: '4242' } })
  t.same(submitted.body, {
    submitted: true,
    normalized_path: path,
    mode: 'splitlog',
    logs_dir: folder,
    sched_restarts: 2,
    files_analyzed: 0,
  })
  const newest = await ask(logsOf(path))
  t.match(newest.body, {
    mode: 'splitlog',
    log_file: second,
    sched_restarts: 2,
    status: 'completed',
    recommendation: { action: 'RESTART' },
  })
  const named = await ask(logsOf(path, '&file=run_4242_date_26-03-04_time_05-06-07.log'))
  t.match(named.body, { log_file: first, recommendation: { action: 'STOP' } })
  for (const name of ['none.log', '../single.log', 'run_999_date_26-03-04_time_07-06-07.log'])
    t.match(await ask(logsOf(path, `&file=${encodeURIComponent(name)}`)), {
      status: 404,
      body: { error_code: 'NOT_FOUND', message: 'the job has no log of that name in its LOGS_DIR' },
    })
  const again = await ask('/logs', { body: { log_path: path, user: 'ann', job_id: '4242' } })
  t.match(again.body, { files_analyzed: 2 })
  t.match((await ask('/jobs?mode=splitlog')).body, { total: 1, jobs: [{ job_id: '4242', logs_dir: folder }] })
})

t.test('a folder of logs that is outside, or may not be read', async t => {
  const outside = log('slurm-5.out', '<< START PATHS >>\nLOGS_DIR=/etc\n<< END PATHS >>\n')
  t.match(await ask('/logs', { body: { log_path: outside, user: 'ann', job_id: '5' } }), {
    status: 403,
    body: { error_code: 'OUTSIDE_ROOT' },
  })
  const later = log('slurm-6.out', `<< START PATHS >>\nLOGS_DIR=${root}/later\n<< END PATHS >>\n`)
  t.match((await ask('/logs', { body: { log_path: later, user: 'ann', job_id: '6' } })).body, { mode: 'pending' })
})

t.test('errors: each with its status, its code and its words', async t => {
  const link = join(root, 'link.log')
  symlinkSync('/etc/passwd', link)
  symlinkSync(join(root, 'nowhere'), join(root, 'broken.log'))
  mkdirSync(join(root, 'folder'))
  const outside = { error_code: 'OUTSIDE_ROOT', message: 'access outside the allowed root is not permitted' }
  const table: readonly (readonly [string, number, object])[] = [
    ['relative.log', 400, { error_code: 'INVALID_PATH', message: 'the path must be absolute' }],
    [`${root}/a\0.log`, 400, { error_code: 'INVALID_PATH', message: 'the path holds a NUL character' }],
    ['/etc/passwd', 403, outside],
    ['/etc/there-is-no-such-file', 403, outside],
    [`${root}/../../etc/passwd`, 403, outside],
    [link, 403, outside],
    [join(root, 'missing.log'), 404, { error_code: 'NOT_FOUND', message: 'path not found' }],
    [join(root, 'broken.log'), 404, { error_code: 'NOT_FOUND', message: 'path not found' }],
    [join(root, 'folder'), 400, { error_code: 'NOT_REGULAR', message: 'the path is no regular file' }],
  ]
  for (const [path, status, body] of table) {
    t.match(await ask(logsOf(path)), { status, body }, `GET ${JSON.stringify(path)}`)
    t.match(await ask('/logs', { body: { log_path: path, user: 'ann' } }), { status, body }, `POST ${path}`)
    t.match(await ask(`/print?log_path=${encodeURIComponent(path)}`), { status, body }, `print ${path}`)
  }
  t.match(await ask(logsOf(log('empty2.log', ''))), {
    status: 400,
    body: { error_code: 'EMPTY_FILE', message: 'the file is empty' },
  })
  if (process.geteuid?.() !== 0) {
    const closed = log('closed.log', OOM)
    chmodSync(closed, 0)
    t.match(await ask(logsOf(closed)), { status: 403, body: { error_code: 'NOT_READABLE' } })
  }
})

t.test('requests of the wrong form', async t => {
  const path = log('form.log', OOM)
  const table: readonly (readonly [object | string, readonly string[]])[] = [
    [{}, ['body', 'log_path']],
    [{ log_path: 5 }, ['body', 'log_path']],
    [{ log_path: path, cycle_id: '2' }, ['body', 'cycle_id']],
    [{ log_path: path, cycle_id: 1.5 }, ['body', 'cycle_id']],
    [{ log_path: path, analysis_intent: 'soon' }, ['body', 'analysis_intent']],
  ]
  for (const [body, loc] of table)
    t.match(await ask('/logs', { body }), {
      status: 422,
      body: { error_code: 'INVALID_PARAMETER', message: String, detail: [{ loc, msg: String, type: String }] },
    })
  for (const query of ['', '?log_path=', `?log_path=${path}&wl_restart=-1`, `?log_path=${path}&wl_restart=x`])
    t.match(await ask(`/logs${query}`), { status: 422, body: { error_code: 'INVALID_PARAMETER' } }, query)
  t.match(await ask('/logs', { body: '{"log_path":' }), { status: 400, body: { error_code: 'INVALID_PARAMETER' } })
  t.match(await ask('/nothing'), { status: 404, body: { error_code: 'NOT_FOUND' } })
})

t.test('/print, /healthz, /stats, /docs', async t => {
  const path = log('print.log', 'x'.repeat(5000))
  const { headers, text } = await ask(`/print?log_path=${path}`)
  t.match(headers['content-type'], /^text\/plain/)
  t.equal(text, 'x'.repeat(4096))
  t.same((await ask('/healthz')).body, { status: 'ok', issues: [] })
  t.equal((await ask('/healthz?pretty=true')).text, '{\n  "status": "ok",\n  "issues": []\n}')
  t.match((await ask('/stats')).body, { jobs: { total: Number }, analyses: { completed: Number, failed: 0 } })
  const paths = Object.keys(((await ask('/openapi.json')).body as { paths: object }).paths)
  for (const path of ['/logs', '/print', '/healthz', '/stats', '/inflight', '/jobs', '/attributions/{id}'])
    t.ok(paths.includes(path), path)
  const docs = await ask('/docs')
  t.match(docs.headers['content-type'], /^text\/html/)
  t.match(docs.text, '<code>POST /logs</code>')
})

t.test('a judgement that takes too long', async t => {
  const slow = await serving({ timeoutMs: -1000 })
  t.teardown(() => slow.stop(1000))
  const path = join(slow.root, 'slow.log')
  writeFileSync(path, OOM.repeat(20_000))
  t.same((await slow.ask(logsOf(path))).body, {
    result: {
      module: 'log_analyzer',
      state: 'timeout',
      result: [],
      error: 'the log was not judged within -1 s',
      recommendation: { action: 'TIMEOUT', source: 'log_analyzer' },
    },
    status: 'completed',
    recommendation: { action: 'TIMEOUT', source: 'log_analyzer', reason: 'the log was not judged within -1 s' },
    mode: 'single',
    wl_restart: 0,
    wl_restart_count: null,
  })
  t.match((await slow.ask('/healthz')).body, { status: 'fail', issues: [/^1 of 1 judgements failed/] })
})

t.test('a stop while a log is judged: who waits is told', async t => {
  const stopping = await serving()
  const path = join(stopping.root, 'endless.log')
  writeFileSync(path, OOM)
  truncateSync(path, 2 ** 40)
  const waiting = stopping.ask(logsOf(path))
  while (!(await stopping.ask('/inflight')).text.includes('"count":1'))
    await new Promise(resolve => setImmediate(resolve))
  await stopping.stop(2000)
  t.match(await waiting, { status: 503, body: { error_code: 'STOPPING' } })
})

t.test('too many jobs', async t => {
  const small = await serving({ maxJobs: 1 })
  t.teardown(() => small.stop(1000))
  for (const name of ['a', 'b']) writeFileSync(join(small.root, name), OOM)
  t.match(await small.ask('/logs', { body: { log_path: join(small.root, 'a'), user: 'x' } }), { status: 200 })
  t.match(await small.ask('/logs', { body: { log_path: join(small.root, 'b'), user: 'x' } }), {
    status: 503,
    body: { error_code: 'JOB_LIMIT_REACHED' },
  })
})

t.test('too many requests', async t => {
  const rates = {
    submit: { most: 1, perMs: 60_000 },
    analyze: { most: 1, perMs: 60_000 },
    preview: { most: 1, perMs: 60_000 },
  }
  const limited = await serving({ rates })
  t.teardown(() => limited.stop(1000))
  const path = join(limited.root, 'a')
  writeFileSync(path, OOM)
  for (const [asked, question] of [
    ['/logs', { body: { log_path: path, user: 'x' } }],
    [logsOf(path), {}],
    [`/print?log_path=${path}`, {}],
  ] as const) {
    t.equal((await limited.ask(asked, question)).status, 200)
    const refused = await limited.ask(asked, question)
    t.match(refused, { status: 429, body: { error_code: 'RATE_LIMITED', message: String } })
    t.match(refused.headers['retry-after'], /^\d+$/, 'clients wait for that many seconds')
  }
  t.equal((await limited.ask('/healthz')).status, 200)
})

t.test('requests for one log at one time are one judgement', async t => {
  const shared = await serving()
  t.teardown(() => shared.stop(1000))
  const path = join(shared.root, 'a')
  writeFileSync(path, OOM.repeat(2000))
  const answers = await Promise.all(Array.from({ length: 8 }, () => shared.ask(logsOf(path))))
  t.same(new Set(answers.map(({ text }) => text)).size, 1)
  const { body } = await shared.ask('/stats')
  t.match(body, { analyses: { started: 1, completed: 1 }, cache: { size: 1 } })
  const { hits, shared: joined } = (body as { cache: { hits: number; shared: number } }).cache
  t.equal(hits + joined, 7, 'the others came while it was made, or just after')
})
