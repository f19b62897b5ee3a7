// logmon-parse on whole logs of real jobs. What the values must be is found by awk, in a process of its own.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import type { AnyRecord, LogRecord, NoticeRecord } from '../lib/record/types.generated.ts'
import { environment } from './cases/shell.ts'
import { foreign } from './skip.ts'

const { folder: LOGS, skip } = foreign('logs')
const logs = existsSync(LOGS) ? readdirSync(LOGS).filter(name => name !== 'README.md') : []

const folder = mkdtempSync(join(tmpdir(), 'logmon-real-'))
function run(
  command: string,
  log: string,
): { readonly stdout: string; readonly stderr: string; readonly status: number | null } {
  const { stdout, stderr, status } = spawnSync(
    '/bin/bash',
    ['-o', 'pipefail', '-c', `{ ${command}; } < '${join(LOGS, log)}'`],
    {
      cwd: folder,
      env: environment(),
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    },
  )
  return { stdout, stderr, status }
}
const records = (text: string): AnyRecord[] =>
  text
    .split('\n')
    .slice(0, -1)
    .map(line => JSON.parse(line))
const logRecords = (log: string): LogRecord[] =>
  records(run('logmon-parse', log).stdout).filter(record => record.kind === 'log')
/** Returns the lines that an awk program prints over a log. */
const awk = (program: string, log: string): string[] =>
  run(`awk -v OFMT=%.15g -v CONVFMT=%.15g '${program}'`, log).stdout.split('\n').slice(0, -1)

const awkNumber = (value: number | null | undefined): string => String(value ?? 'none')
/** The states of a bar that `\r` separates, and the lines, without launcher labels: what must be found again. */
function partsOf(line: string): readonly { readonly text: string; readonly isRedrawn: boolean }[] {
  const parts = line.split('\r')
  return parts
    .map((text, index) => ({
      text: text.replace(/^ *\d+: |^\[default\d+\]:/, ''),
      isRedrawn: index < parts.length - 1,
    }))
    .filter(part => part.isRedrawn || part.text !== '' || parts.length === 1)
}

/** Colours and control characters are taken out by the parser, and by this in another way. */
const cleaned = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what goes
    .replace(/\u001b\[[0-9;?]*[A-Za-z]/g, '')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: and these
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '')

t.test('every line of every log is in a record, or counted in a notice', { skip }, async t => {
  t.ok(logs.length >= 11)
  for (const log of logs) {
    const all = records(run('logmon-parse', log).stdout)
    const counted = (code: string): number =>
      all.reduce(
        (sum, record) =>
          sum + (record.kind === 'notice' && record.code === code ? ((record as NoticeRecord).count ?? 0) : 0),
        0,
      )
    const parts = readFileSync(join(LOGS, log), 'utf8').replace(/\n$/, '').split('\n').flatMap(partsOf)
    const expected = parts.filter(part => part.text.trim() !== '' || !part.isRedrawn).length
    const inRecords = all.reduce((sum, record) => sum + (record.kind === 'log' ? (record.lines ?? 1) : 0), 0)
    t.equal(inRecords + counted('blank_lines') + counted('progress_redraws'), expected, `${log}: lines counted`)

    const told = new Set(
      all.flatMap(record => (record.kind === 'log' ? record.message.split('\n') : [])).map(line => line.trim()),
    )
    const isTold = (line: string): boolean =>
      told.has(line.trim()) || told.has(line.trim().replace(/^\[rank\d+\]:/, ''))
    const lost = parts.filter(part => part.text.trim() !== '' && !part.isRedrawn && !isTold(cleaned(part.text)))
    t.same(lost.slice(0, 3), [], `${log}: texts found again`)
  }
})
t.test('all 62 iterations of a Megatron-DeepSpeed job have their step, time and loss', { skip }, async t => {
  const log = 'meg_ds_3d_gpt2_perf_n16-ds-off.out'
  const expected = awk(
    `/ iteration +[0-9]+\\// { split($0, field, "|"); split(field[1], step, /[\\/ ]+/); for (i in field) { split(field[i], pair, ": "); value[pair[1]] = pair[2] } print step[3], value[" elapsed time per iteration (ms)"] + 0, value[" lm loss"] + 0, value[" grad norm"] + 0, value[" consumed samples"] + 0 }`,
    log,
  )
  const actual = logRecords(log)
    .filter(record => record.format === 'megatron')
    .map(({ step, metrics }) =>
      [step, metrics?.['step_time_ms'], metrics?.['loss'], metrics?.['grad_norm'], metrics?.['consumed_samples']]
        .map(value => awkNumber(value))
        .join(' '),
    )
  t.equal(expected.length, 62)
  t.same(actual, expected)
})

t.test('all 13,212 MLLOG lines of a job on 11,616 GPUs have their time', { skip }, async t => {
  const log = 'mlperf_v4.0_nvidia_n1452_gpt3_1.txt'
  const expected = awk(
    `/:::MLLOG/ { match($0, /"time_ms": [0-9]+/); print substr($0, RSTART + 11, RLENGTH - 11) }`,
    log,
  )
  const actual = logRecords(log)
    .filter(record => record.message.startsWith(':::MLLOG'))
    .map(record => String(Date.parse(record.time as string)))
  t.equal(expected.length, 13_212)
  t.same(actual, expected)
})

t.test(
  'all 128 ranks of an srun --label job are told apart, with as many lines each as the log has',
  { skip },
  async t => {
    const log = 'mlperf_v4.0_oracle_16xH100.8_stable_diffusion_4.txt'
    const expected = awk(
      `/^ *[0-9]+: :::MLLOG/ { sub(/:/, "", $1); count[$1]++ } END { for (task in count) print task, count[task] }`,
      log,
    ).sort()
    const counts = new Map<number, number>()
    for (const record of logRecords(log))
      if (record.format === 'mllog' && record.task !== undefined)
        counts.set(record.task, (counts.get(record.task) ?? 0) + 1)
    t.same([...counts].map(([task, count]) => `${task} ${count}`).sort(), expected)
    const tasks = new Set(logRecords(log).map(record => record.task))
    tasks.delete(undefined)
    t.equal(tasks.size, 128)
  },
)

t.test('steps and losses of nanoGPT logs', { skip }, async t => {
  const adamW = 'nanogpt_2024-06-06_AdamW.log'
  const losses = awk(
    `{ split($1, step, ":"); split($2, loss, ":"); print step[2], (loss[1] == "trl" ? "loss" : "val_loss"), loss[2] + 0 }`,
    adamW,
  )
  t.same(
    logRecords(adamW).map(
      ({ step, metrics }) => `${step} ${Object.keys(metrics ?? {})[0]} ${awkNumber(Object.values(metrics ?? {})[0])}`,
    ),
    losses,
  )
  const softCap = 'nanogpt_2025-01-04_SoftCap.txt'
  const averages = awk(
    `/^step:.*step_avg:[0-9]/ { match($0, /step:[0-9]+/); step = substr($0, 6, RLENGTH - 5); sub(/.*step_avg:/, ""); print step, $0 + 0 }`,
    softCap,
  )
  t.same(
    logRecords(softCap)
      .filter(record => typeof record.metrics?.['step_avg_ms'] === 'number')
      .map(record => `${record.step} ${awkNumber(record.metrics?.['step_avg_ms'])}`),
    averages,
  )
  t.ok(averages.length > 1000)
})

t.test('the metric dicts of a Hugging Face Trainer', { skip }, async t => {
  const log = 'hf_ds_gpt2_perf_n16_bs4-mbs8.out'
  const expected = awk(`/^\\{.train_runtime/ { gsub(/[,}]/, ""); print $2 + 0, $4 + 0, $8 + 0 }`, log)
  t.equal(expected.length, 16)
  t.same(
    logRecords(log)
      .filter(record => record.format === 'metric-dict')
      .map(({ metrics, epoch }) =>
        [metrics?.['train_runtime'], metrics?.['samples_per_second'], epoch].map(awkNumber).join(' '),
      ),
    expected,
  )
})
