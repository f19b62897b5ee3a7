// Broken lines through every built program: none may crash, all that comes out is valid, and `run` gives the bytes of
// the pipe. What fails is kept in bench/data, so that it can be looked at and become a test.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { brokenLines, logs } from './mutate-lines.ts'
import { seededRandom } from './random.ts'

const FOLDER = resolve('bench/data')
const JOB = resolve(FOLDER, 'fuzz.yaml')
const MINUTE_MS = 60_000

const JOB_TEXT = `job: fuzz
rules:
  - { name: step time, metric: step_time_ms, slow_when: { above_mean: { factor: 1.5 } }, scope: rank }
  - { name: loss, metric: loss, fault_when: { non_finite: true } }
  - { name: tflops, pattern: '.* (.+) TFLOPs.*', healthy_when: { at_least: 10 } }
  - { name: oom, pattern: 'out of memory', on_match: fault }
hang: { step_gap: { factor: 2, floor: 10s } }
alert: { scope: rank, max_per_hour: 5 }
`

const REWRITES = 'logmon-redact < FILE'
/** Each alone on the raw lines; FILE is their path. */
const ALONE = [
  'logmon-parse < FILE',
  'logmon-rules -c JOB < FILE',
  'logmon-hang -c JOB < FILE',
  'logmon-classify < FILE',
  'logmon-classify FILE',
  'logmon-alert -c JOB < FILE',
  REWRITES,
  'logmon-follow --once FILE',
  'logmon-parse < FILE | logmon-redact',
]
const chainOf = (...names: readonly string[]): string => names.map(name => `logmon-${name} -c JOB`).join(' | ')
/** Commands of one process, each with the pipe that gives the same bytes. */
const SAME = [
  ['logmon-run -c JOB < FILE', `cat FILE | ${chainOf('parse', 'rules', 'hang', 'alert')}`],
  ['logmon-run -c JOB --classify < FILE', `cat FILE | ${chainOf('parse', 'rules', 'hang', 'classify', 'alert')}`],
] as const

interface Ran {
  readonly command: string
  readonly stdout: string
  readonly stderr: string
  readonly status: number | null
}

function runShell(command: string, file: string): Ran {
  const line = command
    .replaceAll('FILE', file)
    .replaceAll('JOB', JOB)
    .replace(/logmon-run/g, `${process.execPath} bin/logmon.js run`)
    .replace(/logmon-(\w+)/g, (_, name) => `${process.execPath} bin/logmon-${name}.js`)
  const { stdout, stderr, status } = spawnSync('/bin/bash', ['-o', 'pipefail', '-c', line], {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    timeout: MINUTE_MS,
    env: { ...process.env, LOGMON_CLOCK: 'record', TZ: 'UTC' },
  })
  return { command, stdout, stderr, status }
}

const ajv = new Ajv2020({ strict: false, validateFormats: false })
const validators = new Map(
  readdirSync('schemas')
    .filter(name => name !== 'job.schema.json')
    .map(name => [name.split('.')[0] as string, ajv.compile(JSON.parse(readFileSync(`schemas/${name}`, 'utf8')))]),
)

/** Returns what is wrong with an output; lines that were read so pass as they are. */
function faultsOf({ command, stdout, stderr, status }: Ran, given: ReadonlySet<string>): readonly string[] {
  const faults: string[] = []
  if (status !== 0) faults.push(`${command}: ended with ${status}: ${stderr.slice(0, 300)}`)
  if (/^\s+at .*:\d+:\d+/m.test(stderr)) faults.push(`${command}: a stack: ${stderr.slice(0, 300)}`)
  for (const line of stdout.split('\n')) {
    if (line === '' || given.has(line)) continue
    const fault = faultOfLine(line, command === REWRITES)
    if (fault !== undefined) faults.push(`${command}: ${fault}: ${line.slice(0, 200)}`)
    if (faults.length > 5) break
  }
  return faults
}

/** `isOthers`: the JSON of others is written anew, without what is secret in it; it may have a `kind` of its own. */
function faultOfLine(line: string, isOthers: boolean): string | undefined {
  let record: { readonly kind?: string }
  try {
    record = JSON.parse(line)
  } catch {
    return 'no JSON'
  }
  if (isOthers) return undefined
  const valid = validators.get(record.kind ?? '')
  if (valid === undefined) return 'no kind of ours'
  return valid(record) ? undefined : ajv.errorsText(valid.errors)
}

/** Runs for so many minutes; sets the exit code where anything failed. */
export function fuzz(minutes: number, seed: number): void {
  mkdirSync(FOLDER, { recursive: true })
  writeFileSync(JOB, JOB_TEXT)
  const files = logs()
  const until = Date.now() + minutes * MINUTE_MS
  let rounds = 0
  let lines = 0
  let faulty = 0
  for (; Date.now() < until; rounds++) {
    const text = brokenLines(files, seededRandom(seed * 1_000_003 + rounds))
    const file = resolve(FOLDER, 'fuzz.log')
    writeFileSync(file, text, 'latin1')
    lines += text.split('\n').length
    const faults = faultsOfRound(file)
    if (faults.length === 0) continue
    faulty++
    const kept = resolve(FOLDER, `fuzz-${seed}-${rounds}.log`)
    writeFileSync(kept, text, 'latin1')
    console.log(`${kept}\n${faults.map(fault => `  ${fault}`).join('\n')}`)
  }
  console.log(`fuzz: ${rounds} rounds, ${lines} lines, seed ${seed}: ${faulty} rounds with faults`)
  if (faulty > 0) process.exitCode = 1
}

function faultsOfRound(file: string): readonly string[] {
  const text = readFileSync(file, 'utf8')
  // A line without an end is also one up to each of its carriage returns.
  const given = new Set([
    ...text.split('\n'),
    ...text.split(/[\n\r]/),
    ...text.split('\n').map(line => line.replace(/^\ufeff|\r$/g, '')),
  ])
  const alone = ALONE.flatMap(command => faultsOf(runShell(command, file), given))
  const same = SAME.flatMap(([one, pipe]) => {
    const [ran, piped] = [runShell(one, file), runShell(pipe, file)]
    const faults = [...faultsOf(ran, given), ...faultsOf(piped, given)]
    return ran.stdout === piped.stdout ? faults : [...faults, `${one}: differs from ${pipe}: ${difference(ran, piped)}`]
  })
  return [...alone, ...same]
}

function difference(one: Ran, other: Ran): string {
  const [a, b] = [one.stdout.split('\n'), other.stdout.split('\n')]
  const at = a.findIndex((line, index) => line !== b[index])
  return `line ${at + 1}: ${a[at]?.slice(0, 200)} <> ${b[at]?.slice(0, 200)}`
}
