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
  t.same(words('[after training is done] datetime'), { auto_resume: 'STOP - DONT RESTART IMMEDIATE', attribution: 'TRAINING DONE', ...nothing })
  t.same(words('[exiting program after 10 minutes] datetime'), { auto_resume: 'STOP - DONT RESTART IMMEDIATE', attribution: 'APPLICATION DONE', ...nothing })
  const end = (why: string): string => `slurmstepd: error: *** STEP 1.0 ON n1 CANCELLED AT 2024-05-05T05:05:05 ${why}***`
  t.match(words(end('')), { auto_resume: 'STOP - DONT RESTART IMMEDIATE', attribution: 'SLURM STEP CANCELLED' })
  t.match(words(end('DUE TO PREEMPTION ')), { auto_resume: 'RESTART IMMEDIATE', attribution: 'SLURM CANCELLED DUE TO PREEMPTION' })
  t.match(words(end('DUE TO JOB REQUEUE ')), { auto_resume: 'RESTART IMMEDIATE', attribution: 'SLURM STEP CANCELLED JOB REQUEUE' })
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
  const { last } = judge(['n7:1:2 [3] NCCL INFO x', '[rank3]: n7:1:2 [3] NCCL WARN x', '[rank3]: n7:1:2 [3] uncorrectable ECC error encountered'].join('\n'))
  t.equal(last['auto_resume'], 'TEMPORAL ISOLATION + RESTART\nranks3, the cause is on it')
})
