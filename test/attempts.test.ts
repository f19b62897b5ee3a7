// A job that starts again in one log: every stage begins anew, whoever tells it.
import t from 'tap'
import { settleStages, stagesFor } from '../lib/cli/chain.ts'
import { loadJob } from '../lib/config/load.ts'
import { chain, drive } from '../lib/drive.ts'
import { isProblems } from '../lib/problem.ts'
import type { AnyRecord } from '../lib/record/types.generated.ts'
import { driven } from './driven.ts'

const JOB = `
job: f
rules:
  - { name: oom, pattern: CUDA out of memory, on_match: fault }
  - { name: slow, metric: loss, slow_when: { above: 5 }, consecutive: 2 }
hang: { step_gap: { factor: 3, floor: 60s } }
classify: {}
`
const at = (clock: string, text: string): string => `2026-03-04 ${clock},000 ${text}`

async function told(lines: readonly string[]): Promise<readonly AnyRecord[]> {
  const config = await loadJob({ path: 'job.yaml', text: JOB })
  if (isProblems(config)) throw new Error(JSON.stringify(config))
  const settled = settleStages(stagesFor({ config, values: {} }), { config, values: {}, environment: {} })
  if (isProblems(settled)) throw new Error(JSON.stringify(settled))
  const run = driven(chain(settled.map(({ stage, settings }) => drive(stage.start(settings), 'record', stage.passes))))
  return [...lines.flatMap(line => run.take(line, 0)), ...run.end(0)]
}

const MARKERS: Readonly<Record<string, string>> = {
  torchrun: '[default] Worker group FAILED. 3/3 attempts left; will restart worker group',
  'a cycle': 'Cycle: 1',
  'a restart count': 'SLURM_RESTART_COUNT=1',
  'a requeue': 'slurmstepd: error: *** JOB 77 ON n1 CANCELLED AT 2026-03-04T05:00:16 DUE TO JOB REQUEUE ***',
  'steps alone': 'something else',
}

for (const [name, marker] of Object.entries(MARKERS))
  t.test(`a fault is over when the job starts again, and a hang and a fault after that are told: ${name}`, async t => {
    const records = await told([
      at('05:00:05', 'INFO step 1/1000 loss 9.0'),
      at('05:00:10', 'INFO step 2/1000 loss 2.0'),
      at('05:00:12', 'INFO step 3/1000 loss 9.0'),
      at('05:00:15', 'ERROR torch.cuda.OutOfMemoryError: CUDA out of memory.'),
      marker,
      at('05:00:40', 'INFO step 1/1000 loss 9.0'),
      at('05:00:45', 'INFO step 2/1000 loss 2.0'),
      at('05:00:50', 'INFO step 3/1000 loss 2.0'),
      at('06:00:50', 'INFO step 4/1000 loss 2.0'),
      at('06:00:55', 'INFO step 5/1000 loss 2.0'),
      at('06:01:00', 'ERROR torch.cuda.OutOfMemoryError: CUDA out of memory.'),
    ])
    const states = records.flatMap(record =>
      record.kind === 'alert' && record.labels?.['reason']?.startsWith('Log') === true
        ? [`${record.state} ${record.labels?.['reason']}`]
        : [],
    )
    t.same(states, [
      'firing LogFault_oom',
      'resolved LogFault_oom',
      'firing LogHang_step_gap',
      'resolved LogHang_step_gap',
      'firing LogFault_oom',
    ])
    const begun = records.filter(record => record.kind === 'notice' && record.code === 'attempt_started')
    t.match(begun, [{ attempt: 1 }], 'the restart shows in the stream, once')
    const verdicts = records.flatMap(record =>
      record.kind === 'verdict' && record.state === 'final' ? [[record.attempt, record.category]] : [],
    )
    t.same(verdicts.length, 2, 'one verdict for each attempt')
    t.same(verdicts.at(-1), [1, 'oom_gpu'])
    const last = records.findLast(record => record.kind === 'log')
    t.equal(last?.attempt, 1)
    const slow = records.flatMap(record => (record.kind === 'match' && record.rule === 'slow' ? [record.streak] : []))
    t.same(slow.slice(0, 4), [1, 0, 1, 1], 'a row of bad values does not go on over the restart')
  })
