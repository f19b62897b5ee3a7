// Which of our programs and which peers there are to measure.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'

export const JOB_FILE = 'bench/job.yaml'

/** Returns the words that run one of our programs, or undefined where it is not built. */
export function ours(name: string, ...words: string[]): readonly string[] | undefined {
  const path = `bin/${name}.js`
  return existsSync(path) ? [process.execPath, path, ...words] : undefined
}

/** parse | rules | hang | alert, all from one job file; undefined where one is missing. */
export function chainOfFour(jobFile: string = JOB_FILE): readonly (readonly string[])[] | undefined {
  const stages = ['logmon-parse', 'logmon-rules', 'logmon-hang', 'logmon-alert'].map(name => ours(name, '-c', jobFile))
  return stages.some(stage => stage === undefined) ? undefined : (stages as (readonly string[])[])
}

export interface Peer {
  readonly name: string
  readonly does: string
  readonly words: readonly string[]
  /** True where it reads the file itself and not standard input. */
  readonly opensFile?: boolean
}

const PATTERN = 'iteration +([0-9]+)/ *[0-9]+ .*elapsed time per iteration \\(ms\\): ([0-9.]+)'

/** The peers, each with one rule: the step time of Megatron's iteration lines. `folder` takes their rule files. */
export function peers(input: string, folder = 'bench/data'): readonly Peer[] {
  mkdirSync(`${folder}/mtail`, { recursive: true })
  writeFileSync(
    `${folder}/mtail/step-time.mtail`,
    `gauge step_time\n/${PATTERN.replaceAll('/', '\\/')}/ {\n  step_time = float($2)\n}\n`,
  )
  writeFileSync(
    `${folder}/sec.conf`,
    `type=Single\nptype=RegExp\npattern=${PATTERN}\ndesc=step time\naction=assign %steptime $2\n`,
  )
  return [
    {
      name: 'mtail',
      does: 'one rule',
      words: ['mtail', '--one_shot', '--progs', `${folder}/mtail`, '--logs', input, '--logtostderr'],
      opensFile: true,
    },
    {
      name: 'sec',
      does: 'one rule',
      words: ['sec', `--conf=${folder}/sec.conf`, `--input=${input}`, '--notail', '--nointevents', '--quiet'],
      opensFile: true,
    },
    {
      name: 'gawk',
      does: 'one regular expression',
      words: [
        'gawk',
        `match($0, /${PATTERN.replaceAll('/', '\\/')}/, found) { sum += found[2]; count++ } END { print sum / count }`,
      ],
    },
    { name: 'jq', does: '-R -c . (every line as JSON text)', words: ['jq', '-R', '-c', '.'] },
  ]
}

export const isInstalled = (program: string): boolean =>
  spawnSync('/bin/sh', ['-c', `command -v ${program}`]).status === 0
