import t from 'tap'
import { loadJob } from '../../lib/config/load.ts'
import { jobText } from '../../lib/init/job-text.ts'
import { type Survey, surveyor } from '../../lib/init/survey.ts'
import { isProblems } from '../../lib/problem.ts'
import type { AnyRecord } from '../../lib/record/types.generated.ts'
import { line, step } from '../view/told.ts'

const settings = { job: 'llama', log: 'train.log', schema: '/x/job.schema.json' }
function surveyOf(...records: readonly AnyRecord[]): Survey {
  const looking = surveyor()
  for (const record of records) looking.take(record)
  return looking.result()
}
async function jobOf(survey: Survey, more: Partial<typeof settings> = {}): Promise<Record<string, unknown>> {
  const text = jobText(survey, { ...settings, ...more })
  const job = await loadJob({ path: 'job.yaml', text })
  t.notOk(isProblems(job), `${JSON.stringify(job)}\n${text}`)
  return job as unknown as Record<string, unknown>
}

t.test('rules for the step time and the loss, limits learned from the log', async t => {
  const steps = [0, 1, 2, 3].map(index => step(1200 + 30 * index, index + 1, { loss: 9 - index, grad_norm: 1 }))
  const survey = surveyOf(line(0, {}), ...steps)
  t.match(await jobOf(survey), {
    job: 'llama',
    rules: [
      { name: 'step time', metric: 'step_time_ms', slow_when: { above_mean: { factor: 1.5 } } },
      { name: 'loss', fault_when: { non_finite: true } },
    ],
    hang: { step_gap: { factor: 2, floor: '90s' }, first_step_within: '60m' },
    classify: {},
  })
  const text = jobText(survey, settings)
  t.match(
    text,
    /^# yaml-language-server: \$schema=\/x\/job\.schema\.json\n# Made by logmon init from train\.log: 5 entries, 4 steps up to 4 of 100/,
  )
  t.match(text, '# In this log: 4 s as a rule, from 4 s to 4 s (4 values).')
  t.match(text, '# Rules can look at these, too: grad_norm')
})

t.test(
  'of a bar that was drawn over, what its steps took counts, and not how far its last states lie apart',
  async t => {
    const steps = [0, 900].map(second => step(second, second / 50, { step_time_ms: 50_000 }))
    const survey = surveyOf(...steps, { kind: 'notice', code: 'progress_redraws', message: 'x', count: 17 })
    t.match(await jobOf(survey), { hang: { step_gap: { factor: 2, floor: '150s' } } })
    t.match(
      jobText(survey, settings),
      '# The bar was drawn anew at each step, which took 50 s as a rule, and 50 s at most.',
    )
  },
)

t.test('throughput where there is no step time; a floor of a minute for fast steps', async t => {
  const steps = [0, 1, 2].map(index => line(index, { step: index + 1, metrics: { tokens_per_second: 1000 } }))
  t.match(await jobOf(surveyOf(...steps)), {
    rules: [{ metric: 'tokens_per_second', slow_when: { below_mean: { factor: 0.67 } } }],
    hang: { step_gap: { floor: '60s' }, first_step_within: '10m' },
  })
})

t.test('a log that tells nothing makes a job file, too', async t => {
  t.match(await jobOf(surveyOf()), { rules: [], hang: { step_gap: { floor: '10m' } } })
})

t.test('names of strangers stay what they are', async t => {
  const survey = surveyOf(line(0, { step: 1, metrics: { 'x\n  - name: y': 1 } }))
  const job = await jobOf(survey, { job: 'a: "b"\n- c', log: 'x\nrules: 7', schema: 'y\njob: z' })
  t.equal(job['job'], 'a: "b"\n- c')
  t.same(job['rules'], [])
})
