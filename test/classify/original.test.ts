// The words of the policy that logmon takes the place of, compared whole.
import t from 'tap'
import { judge } from './verdict-of-text.ts'

const words = (text: string): unknown => {
  const { auto_resume, attribution, application_errors_full, application_errors_unique } = judge(text).last
  return { auto_resume, attribution, application_errors_full, application_errors_unique }
}
const nothing = { application_errors_full: [], application_errors_unique: [] }

t.test('the fast answers', async t => {
  t.same(words(''), { auto_resume: 'NO LOGS', attribution: 'NO LOGS', ...nothing })
  t.same(words('all is well'), { auto_resume: 'ERRORS NOT FOUND', attribution: 'ERRORS NOT FOUND', ...nothing })
  t.same(words('[after training is done] datetime'), {
    auto_resume: 'STOP - DONT RESTART IMMEDIATE',
    attribution: 'TRAINING DONE',
    ...nothing,
  })
  t.same(words('[exiting program after 10 minutes] datetime'), {
    auto_resume: 'STOP - DONT RESTART IMMEDIATE',
    attribution: 'APPLICATION DONE',
    ...nothing,
  })
  const end = (why: string): string =>
    `slurmstepd: error: *** STEP 1.0 ON n1 CANCELLED AT 2024-05-05T05:05:05 ${why}***`
  t.match(words(end('')), { auto_resume: 'STOP - DONT RESTART IMMEDIATE', attribution: 'SLURM STEP CANCELLED' })
  t.match(words(end('DUE TO PREEMPTION ')), {
    auto_resume: 'RESTART IMMEDIATE',
    attribution: 'SLURM CANCELLED DUE TO PREEMPTION',
  })
  t.match(words(end('DUE TO JOB REQUEUE ')), {
    auto_resume: 'RESTART IMMEDIATE',
    attribution: 'SLURM STEP CANCELLED JOB REQUEUE',
  })
})

t.test('primary and secondary issues, quoted', async t => {
  const cause = '[rank3]: RuntimeError: CUDA error: uncorrectable ECC error encountered'
  const symptom = '[rank1]: torch.distributed.DistBackendError: NCCL error in: x.cpp:1, internal error'
  t.same(words(`${symptom}\n${cause}\n${cause}`), {
    auto_resume: 'TEMPORAL ISOLATION + RESTART',
    attribution: `Attribution: Primary issues: ["${cause}"], Secondary issues: ["${symptom}"]`,
    application_errors_full: [symptom, cause, cause],
    application_errors_unique: [symptom, cause],
  })
})

t.test('an isolation names the ranks', async t => {
  const { last } = judge(
    [
      'n7:1:2 [3] NCCL INFO x',
      '[rank3]: n7:1:2 [3] NCCL WARN x',
      '[rank3]: n7:1:2 [3] uncorrectable ECC error encountered',
    ].join('\n'),
  )
  t.equal(last['auto_resume'], 'TEMPORAL ISOLATION + RESTART\nranks3, the cause is on it')
})

t.test('all five fields of every kind of answer, whole', async t => {
  const all = (text: string): unknown => {
    const { auto_resume, auto_resume_verbose, attribution, application_errors_full, application_errors_unique } = judge(
      text,
      { domainSize: 8 },
    ).last
    return { auto_resume, auto_resume_verbose, attribution, application_errors_full, application_errors_unique }
  }
  const answer = (
    text: string,
    auto_resume: string,
    why: string,
    attribution = `Attribution: Primary issues: [${JSON.stringify(text)}], Secondary issues: []`,
  ): unknown => ({
    auto_resume,
    auto_resume_verbose: `${auto_resume}\n${why}`,
    attribution,
    application_errors_full: [text],
    application_errors_unique: [text],
  })
  const restart = '[rank3]: OSError: [Errno 116] Stale file handle'
  t.same(all(restart), answer(restart, 'RESTART IMMEDIATE', 'storage failed (storage.stale-handle)'))
  const stop = "[rank3]: ModuleNotFoundError: No module named 'x'"
  t.same(all(stop), answer(stop, 'STOP - DONT RESTART IMMEDIATE', 'a module is missing (exception.module-missing)'))
  const isolate = '[rank3]: RuntimeError: CUDA error: uncorrectable ECC error encountered'
  t.same(
    all(isolate),
    answer(
      isolate,
      'TEMPORAL ISOLATION + RESTART\nranks0-7, the cause is on it',
      'GPU or accelerator hardware failed (cuda.uncorrectable-ecc)',
    ),
  )
  const end = (reason: string): string =>
    `slurmstepd: error: *** STEP 1.0 ON n1 CANCELLED AT 2024-05-05T05:05:05 ${reason}***`
  t.same(
    all(end('DUE TO PREEMPTION ')),
    answer(
      end('DUE TO PREEMPTION '),
      'RESTART IMMEDIATE',
      'the job was preempted (slurm.preempted)',
      'SLURM CANCELLED DUE TO PREEMPTION',
    ),
  )
  t.same(
    all(end('DUE TO TIME LIMIT ')),
    answer(end('DUE TO TIME LIMIT '), 'RESTART IMMEDIATE', 'the time limit was reached (slurm.time-limit)'),
  )
  t.same(all('[after training is done] x'), {
    auto_resume: 'STOP - DONT RESTART IMMEDIATE',
    auto_resume_verbose: 'STOP - DONT RESTART IMMEDIATE\nthe run says that it finished, and nothing failed after that',
    attribution: 'TRAINING DONE',
    ...nothing,
  })
  t.same(all('all is well'), {
    auto_resume: 'ERRORS NOT FOUND',
    auto_resume_verbose:
      'ERRORS NOT FOUND\nno failure and no clean end was seen: it runs still, or its log is incomplete',
    attribution: 'ERRORS NOT FOUND',
    ...nothing,
  })
  t.same(all(''), {
    auto_resume: 'NO LOGS',
    auto_resume_verbose: 'NO LOGS\nthere are no log lines',
    attribution: 'NO LOGS',
    ...nothing,
  })
})

t.test('no answer claims a model that was not asked, and each is one of the words of the original', async t => {
  const WORDS =
    /^(?:RESTART IMMEDIATE|STOP - DONT RESTART IMMEDIATE|TEMPORAL ISOLATION \+ RESTART(?:\n[^\n]+, [^\n]+)*|ERRORS NOT FOUND|NO LOGS)$/
  for (const text of [
    '',
    'x',
    'Killed',
    'MemoryError',
    'Segmentation fault (core dumped)',
    '[rank3]: uncorrectable ECC error encountered',
    'srun: error: Node failure on n7',
  ])
    for (const profile of ['default', 'auto-resume', 'nvrx'] as const)
      t.match(judge(text, { profile }).last['auto_resume'], WORDS, `${profile}: ${text}`)
})
