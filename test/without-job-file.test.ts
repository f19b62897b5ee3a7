// What `logmon run` tells without a job file: of failed jobs why they failed, of healthy ones nothing but their end.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { settleStages, stagesFor } from '../lib/cli/chain.ts'
import { type ClockMode, chain, drive } from '../lib/drive.ts'
import { isProblems } from '../lib/problem.ts'
import type { AlertRecord, AnyRecord } from '../lib/record/types.generated.ts'
import { foreign } from './skip.ts'

/** The alerts of a whole log, with options of the command line. By the wall clock all of it comes at one instant. */
function alertsOf(text: string, mode: ClockMode, values: Readonly<Record<string, readonly string[]>> = {}) {
  const settled = settleStages(stagesFor({ config: undefined, values }), { config: undefined, values, environment: {} })
  if (isProblems(settled)) throw new Error(JSON.stringify(settled))
  const driver = chain(
    settled.map(({ stage, settings }) => drive(stage.start(settings), mode, stage.passes, stage.name)),
  )
  const alerts: AlertRecord[] = []
  const take = ({ record }: { readonly record: AnyRecord }): void => {
    if (record.kind === 'alert') alerts.push(record)
  }
  const wall = Date.parse('2026-11-01T00:00:00Z')
  for (const line of text.replace(/\n$/, '').split('\n')) driver.feed(line, wall, take)
  driver.end(wall, take)
  return alerts
}

/** What an alert says of the cause: the category of a verdict, the rule and state of the job, or that it ended. */
const causesOf = (alerts: readonly AlertRecord[]): readonly string[] =>
  alerts.filter(({ state }) => state === 'firing').map(({ labels }) => labels?.['category'] ?? `${labels?.['state']}`)

const STEP = (step: number, rest: string): string =>
  ` iteration ${step}/ 100 | elapsed time per iteration (ms): ${rest} |`
const healthy = [1, 2, 3, 4, 5, 6].map(step => STEP(step, '100.0 | lm loss: 2.5E+00'))

/** A log that each check alone tells something of, and what. */
const CAUGHT: Readonly<Record<string, { readonly log: readonly string[]; readonly told: string }>> = {
  loss: { log: [...healthy, STEP(7, '100.0 | lm loss: nan')], told: 'FAULTED' },
  slow: { log: [...healthy, ...[7, 8].map(step => STEP(step, '300.0 | lm loss: 2.5E+00'))], told: 'SLOW' },
  hang: {
    log: [
      '2026-03-04 05:00:00,000 INFO step 1/9 loss 2.0',
      '2026-03-04 05:00:05,000 INFO step 2/9 loss 2.0',
      '2026-03-04 05:20:00,000 INFO still here',
    ],
    told: 'HANGING',
  },
  classify: {
    log: [...healthy, 'slurmstepd: error: *** JOB 7 ON n1 CANCELLED AT 2026-03-04T05:00:00 DUE TO TIME LIMIT ***'],
    told: 'time_limit',
  },
}

for (const [check, { log, told }] of Object.entries(CAUGHT))
  t.test(`--without ${check} leaves out what it alone tells`, async t => {
    t.ok(causesOf(alertsOf(log.join('\n'), 'record')).includes(told), 'all together tell it')
    const others = Object.keys(CAUGHT).filter(name => name !== check)
    t.same(causesOf(alertsOf(log.join('\n'), 'record', { without: others })), [told], 'it is this check that tells it')
    t.notOk(causesOf(alertsOf(log.join('\n'), 'record', { without: [check] })).includes(told))
  })

t.test('a loss that is not finite is told once, by the rule and not by its verdict', async t => {
  const step = (number: number, loss: string): string =>
    `2026-03-04 05:0${number}:00,000 INFO step ${number}/9 loss ${loss}`
  const log = [1, 2, 3].map(number => step(number, '2.0')).concat([4, 5, 6].map(number => step(number, 'nan')))
  const alerts = alertsOf(log.join('\n'), 'record')
  t.same(
    alerts.map(({ summary }) => summary),
    ['[FAULTED] training job: loss is nan or infinite'],
  )
  t.same(causesOf(alertsOf(log.join('\n'), 'record', { without: ['loss'] })), ['nan_divergence'], 'else the verdict')
})

t.test('one slow step among others is told to nobody, nor a slow first one', async t => {
  const steps = [900, 100, 100, 100, 100, 100, 100, 700, 100, 100, 700, 100, 100]
  const log = steps.map((ms, index) => STEP(index + 1, `${ms}.0 | lm loss: 2.5E+00`))
  t.same(alertsOf(log.join('\n'), 'record'), [])
})

const failures = foreign('corpus/failures')
/** Names of ours that say what a label of the corpus says. Any other name there is a wrong cause. */
const SAME_CAUSE: Readonly<Record<string, readonly string[]>> = {
  gpu_oom: ['oom_gpu', 'gpu_occupied'],
  host_oom: ['oom_host', 'terminated'],
  nccl_timeout: ['nccl_timeout'],
  network_error: ['net_config', 'net_transport'],
  cuda_illegal_access: ['gpu_app_fault'],
  gpu_hw_fault: ['gpu_hw_fatal', 'gpu_unknown'],
  driver_mismatch: ['driver_mismatch'],
  hang: ['HANGING', 'hang_no_output'],
  dataloader_worker: ['dataloader_worker'],
  preempt_sigterm_timelimit: ['terminated', 'time_limit', 'user_cancelled'],
  data_not_found_or_permission: ['data_missing', 'data_corrupt'],
  disk_full_io: ['disk_full'],
  checkpoint_load: ['ckpt_incompatible'],
  user_code_config: ['code_bug', 'import_error', 'config_error'],
  port_rendezvous: ['port_bind', 'config_error'],
  childfailed_cascade: ['process_exit'],
  segfault: ['segfault'],
  auth_license: ['auth'],
  cudnn_cublas: ['gpu_library'],
  nan_inf_loss: ['loss_spike', 'FAULTED'],
  straggler_slowdown: ['SLOW', 'straggler'],
}

t.test(
  'of 65 jobs that failed, 60 or more end in an alert that names the cause; of 8 others none does',
  {
    skip: failures.skip,
  },
  async t => {
    const labels = readFileSync(join(failures.folder, 'labels.jsonl'), 'utf8')
      .split('\n')
      .filter(line => line !== '')
      .map(line => JSON.parse(line) as { readonly file: string; readonly category: string })
    const untold: string[] = []
    for (const { file, category } of labels) {
      const causes = causesOf(alertsOf(readFileSync(join(failures.folder, file), 'utf8'), 'record'))
      const named = SAME_CAUSE[category]
      if (named === undefined) {
        t.equal(category, 'success_control', `${file}: ${category} has a row above`)
        t.same(
          causes.filter(cause => cause !== 'ENDED'),
          [],
          `${file} is told as nothing but ended`,
        )
      } else if (!named.includes(causes.at(-1) ?? '')) untold.push(`${file} ${category}: ${causes.join(', ')}`)
    }
    t.equal(labels.length, 73)
    t.ok(untold.length <= 5, `not told: ${untold.join('; ')}`)
  },
)

const logs = foreign('logs')
/** Whole logs of jobs that somebody or the scheduler ended. */
const ENDED_BY_OTHERS = /^meg_(?:ds_zero|gpt2_base_n16|gpt2_base_n4)/

t.test('of whole logs of healthy jobs nothing is told but that they ended', { skip: logs.skip }, async t => {
  const healthyLogs = existsSync(logs.folder)
    ? readdirSync(logs.folder).filter(name => name !== 'README.md' && !ENDED_BY_OTHERS.test(name))
    : []
  t.equal(healthyLogs.length, 8)
  for (const log of healthyLogs)
    for (const mode of ['record', 'wall'] as const) {
      const causes = causesOf(alertsOf(readFileSync(join(logs.folder, log), 'utf8'), mode))
      t.same(
        causes.filter(cause => cause !== 'ENDED'),
        [],
        `${log} by the ${mode} clock`,
      )
    }
})
