// The settings of every stage for one job file, for the laws that all stages keep.
import { parseArguments } from '../lib/cli/args.ts'
import { stageLine } from '../lib/cli/stage-command.ts'
import { loadJob } from '../lib/config/load.ts'
import { isProblems } from '../lib/problem.ts'
import type { AnyStageProgram } from '../lib/program.ts'

const JOB = `
job: llama
rules:
  - { name: speed, pattern: 'speed (\\S+) TFLOPs', healthy_when: { at_least: 100 }, consecutive: 2, scope: rank, repeat_within: 30s, start_within: 20s }
  - { name: step time, metric: step_time_ms, slow_when: { above_mean: { factor: 1.5 } }, repeat_within: 60s }
  - { name: loss, metric: loss, fault_when: { non_finite: true } }
  - { name: oom, pattern: 'out of memory', on_match: fault, scope: rank }
  - { name: checkpoints, pattern: '(?i)saving checkpoint', on_match: life, stop_pattern: '^done$' }
classify: { llm: { url: 'http://127.0.0.1:9', models: [small], redact: ['x+'] } }
ship: { loki: 'http://127.0.0.1:9' }
hang: { match_within: 90s, step_gap: { factor: 2, floor: 5s }, step_stall: 5m, first_step_within: 1m, silence: 10m }
`

/** A stage's settings with the job file above and, where it can do without, with no configuration at all. */
export async function settingsOf(stage: AnyStageProgram): Promise<readonly unknown[]> {
  const parsed = await parseArguments(stageLine(stage), [])
  if (parsed.is !== 'run') throw new Error(`${stage.name} cannot be run without options`)
  const config = await loadJob({ path: 'job.yaml', text: JOB })
  if (isProblems(config)) throw new Error(JSON.stringify(config))
  const settled = [config, undefined].map(job =>
    stage.settle(parsed.values, { config: job, environment: {}, keepsState: true }),
  )
  const usable = settled.filter(settings => !isProblems(settings))
  if (usable.length === 0) throw new Error(JSON.stringify(settled))
  return usable
}
