#!/usr/bin/env node
// Scores logmon-classify against labelled failures: node bench/classify-score.js [--wrong] CORPUS_DIRECTORY (default:
// ../shared/corpus/failures). Needs a build (npm run build). The labels' categories are coarser than ours: one table
// maps each of ours onto one of theirs.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const LABEL_OF = {
  gpu_hw_fatal: 'gpu_hw_fault',
  gpu_unknown: 'gpu_hw_fault',
  nvlink: 'gpu_hw_fault',
  sdc_suspect: 'gpu_hw_fault',
  node_failure: 'gpu_hw_fault',
  gpu_app_fault: 'cuda_illegal_access',
  gpu_library: 'cudnn_cublas',
  gpu_driver_host: 'driver_mismatch',
  driver_mismatch: 'driver_mismatch',
  nccl_timeout: 'nccl_timeout',
  net_port_flap: 'network_error',
  net_transport: 'network_error',
  net_config: 'network_error',
  remote_hub: 'network_error',
  rendezvous: 'port_rendezvous',
  port_bind: 'port_rendezvous',
  oom_gpu: 'gpu_oom',
  gpu_occupied: 'gpu_oom',
  oom_host: 'host_oom',
  shm_full: 'dataloader_worker',
  dataloader_worker: 'dataloader_worker',
  nan_divergence: 'nan_inf_loss',
  loss_spike: 'nan_inf_loss',
  segfault: 'segfault',
  native_abort: 'segfault',
  sigbus: 'segfault',
  process_exit: 'childfailed_cascade',
  hang_no_output: 'hang',
  straggler: 'straggler_slowdown',
  compile_error: 'user_code_config',
  container_setup: 'user_code_config',
  ckpt_missing: 'checkpoint_load',
  ckpt_incompatible: 'checkpoint_load',
  ckpt_corrupt: 'checkpoint_load',
  ckpt_write_io: 'disk_full_io',
  disk_full: 'disk_full_io',
  storage_io: 'disk_full_io',
  permission: 'data_not_found_or_permission',
  data_missing: 'data_not_found_or_permission',
  data_corrupt: 'data_not_found_or_permission',
  auth: 'auth_license',
  code_bug: 'user_code_config',
  import_error: 'user_code_config',
  config_error: 'user_code_config',
  preempted: 'preempt_sigterm_timelimit',
  requeued: 'preempt_sigterm_timelimit',
  time_limit: 'preempt_sigterm_timelimit',
  user_cancelled: 'preempt_sigterm_timelimit',
  terminated: 'preempt_sigterm_timelimit',
  completed: 'success_control',
  unknown: 'success_control',
}
const LABEL_ACTION = {
  restart: 'restart',
  wait: 'restart',
  restart_isolate: 'isolate_restart',
  stop: 'stop',
  done: 'none',
  unknown: 'none',
}

/**
 * Categories that the policy restarts once before it stops. Whether a person stops at the first sight of one is a
 * matter of taste: where a label says stop, either is right.
 */
const RESTARTS_FIRST = new Set([
  'nan_divergence',
  'ckpt_corrupt',
  'ckpt_write_io',
  'port_bind',
  'rendezvous',
  'nccl_timeout',
  'segfault',
  'native_abort',
  'sigbus',
  'remote_hub',
  'container_setup',
  'process_exit',
  'dataloader_worker',
  'storage_io',
])

const showWrong = process.argv.includes('--wrong')
const directory = process.argv.slice(2).find(argument => !argument.startsWith('--')) ?? '../shared/corpus/failures'
const program = new URL('../bin/logmon-classify.js', import.meta.url).pathname
const labels = readFileSync(join(directory, 'labels.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map(line => JSON.parse(line))

const same = (a, b) => a.trim() === b.trim() || (b.includes('\r') && b.includes(a.trim()))
const totals = new Map()
const wrong = []
for (const label of labels) {
  const ran = spawnSync(process.execPath, [program, join(directory, label.file)], { encoding: 'utf8' })
  const verdicts = ran.stdout
    .trim()
    .split('\n')
    .filter(line => line.includes('"kind":"verdict"'))
    .map(line => JSON.parse(line))
  const verdict = verdicts.at(-1)
  if (verdict === undefined) throw new Error(`${label.file}: no verdict: ${ran.stderr}`)
  const isControl = label.category === 'success_control'
  const category = LABEL_OF[verdict.category]
  const action = LABEL_ACTION[verdict.action]
  const named = label.culprit_host ?? (typeof label.culprit_rank === 'number' ? label.culprit_rank : undefined)
  const score = {
    category: category === label.category,
    action:
      action === label.recommended_action ||
      (label.recommended_action === 'stop' &&
        action === 'restart' &&
        (verdict.basis === 'generic' || RESTARTS_FIRST.has(verdict.category))),
    wrongStop: verdict.action === 'stop' && label.recommended_action !== 'stop',
    root:
      label.root_cause_line === null
        ? undefined
        : verdict.primary !== undefined && same(verdict.primary.text, label.root_cause_line.slice(0, 2000)),
    culprit:
      named === undefined
        ? undefined
        : (verdict.culprit?.nodes ?? []).includes(label.culprit_host) ||
          (verdict.culprit?.ranks ?? []).includes(label.culprit_rank),
    control: isControl ? verdict.primary === undefined : undefined,
  }
  const decidable = label.decidable_from_text !== false
  for (const key of decidable ? [label.category, 'ALL'] : ['(undecidable)']) {
    const row = totals.get(key) ?? {
      cases: 0,
      category: 0,
      action: 0,
      wrongStop: 0,
      roots: 0,
      root: 0,
      culprits: 0,
      culprit: 0,
      controls: 0,
      control: 0,
    }
    row.cases++
    for (const name of ['category', 'action', 'wrongStop', 'root', 'culprit', 'control'])
      if (score[name] === true) row[name]++
    if (score.root !== undefined) row.roots++
    if (score.culprit !== undefined) row.culprits++
    if (score.control !== undefined) row.controls++
    totals.set(key, row)
  }
  if (decidable && Object.entries(score).some(([name, value]) => (name === 'wrongStop' ? value : value === false))) {
    wrong.push(
      `${label.id} ${Object.entries(score)
        .filter(([name, value]) => (name === 'wrongStop' ? value : value === false))
        .map(
          ([name]) => name,
        )}\n   label:   ${label.category} ${label.recommended_action} culprit ${label.culprit_rank} ${label.culprit_host}: ${label.root_cause_line?.slice(0, 160)}\n   verdict: ${verdict.category} ${verdict.action} culprit ${JSON.stringify(verdict.culprit?.ranks)} ${JSON.stringify(verdict.culprit?.nodes)} [${verdict.primary?.signature}]: ${verdict.primary?.text.slice(0, 160)}`,
    )
  }
}

const cell = (part, whole) => (whole === 0 ? '-' : `${part}/${whole}`).padStart(9)
console.log(`${'label category'.padEnd(30)}    cases category   action wrongstop     root  culprit control`)
for (const [name, row] of [...totals].sort(([a], [b]) => (a === 'ALL' ? 1 : b === 'ALL' ? -1 : a.localeCompare(b)))) {
  console.log(
    `${name.padEnd(30)}${String(row.cases).padStart(9)}${cell(row.category, row.cases)}${cell(row.action, row.cases)}${cell(row.wrongStop, row.cases)}${cell(row.root, row.roots)}${cell(row.culprit, row.culprits)}${cell(row.control, row.controls)}`,
  )
}
if (showWrong) console.log(`\n${wrong.join('\n')}`)
