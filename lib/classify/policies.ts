// What follows from a category: tables, one per profile. Users override rows by name.
import type { Category } from '../signatures/categories.ts'

export const ACTIONS = ['restart', 'restart_isolate', 'stop', 'wait', 'done', 'unknown'] as const
export type Action = (typeof ACTIONS)[number]

export interface Policy {
  readonly first: Action
  /**
   * Instead of `first` where this attempt has saved a checkpoint: what it can resume from is newer than what it began
   * with.
   */
  readonly afterCheckpoint?: Action
  /** Instead of `first` where the same root came before and training has not advanced since. */
  readonly repeat: Action
  /** Attempts with the same root, this one included, from which `repeat` applies; 2 where absent. */
  readonly budget?: number
}

const always = (first: Action): Policy => ({ first, repeat: first })
const thenStop = (first: Action, budget = 2): Policy => ({ first, repeat: 'stop', budget })
/** Stops at once, but not where there is a newer checkpoint: then once more. */
const softStop: Policy = { first: 'stop', afterCheckpoint: 'restart', repeat: 'stop' }
const isolateLater: Policy = { first: 'restart', repeat: 'restart_isolate' }

/** Of a line that no row knows, and of an exception whose class says nothing: once more, then a person looks at it. */
export const UNCERTAIN: Policy = thenStop('restart')

export type PolicyTable = Readonly<Record<Category, Policy>>

/**
 * Stops at the first sight only of what its text shows to be deterministic: settings, code, a missing file, key or
 * module, a shape, a permission, a full disk, a version, a checkpoint that does not fit, and memory, unless a
 * checkpoint was saved. Waits for what the scheduler ended. Leaves a node out for what is a node's fault. Everything
 * else is restarted once and then stops: a false stop costs a night, a needless restart some minutes.
 */
const DEFAULT: PolicyTable = {
  gpu_hw_fatal: always('restart_isolate'),
  gpu_unknown: isolateLater,
  gpu_app_fault: softStop,
  gpu_library: softStop,
  gpu_driver_host: always('restart_isolate'),
  driver_mismatch: always('stop'),
  nvlink: always('restart_isolate'),
  nccl_timeout: thenStop('restart'),
  net_port_flap: isolateLater,
  net_transport: isolateLater,
  nic_fatal: always('restart_isolate'),
  net_config: always('stop'),
  rendezvous: thenStop('restart'),
  port_bind: thenStop('restart'),
  oom_gpu: softStop,
  gpu_occupied: always('restart_isolate'),
  oom_host: softStop,
  shm_full: always('stop'),
  nan_divergence: thenStop('restart'),
  // A spike often comes down by itself: a person decides whether to roll back.
  loss_spike: always('unknown'),
  sdc_suspect: always('restart_isolate'),
  segfault: thenStop('restart'),
  native_abort: thenStop('restart'),
  sigbus: thenStop('restart'),
  process_exit: thenStop('restart', 3),
  hang_no_output: thenStop('restart', 3),
  straggler: always('restart_isolate'),
  compile_error: always('stop'),
  container_setup: thenStop('restart'),
  ckpt_missing: always('stop'),
  ckpt_incompatible: always('stop'),
  ckpt_corrupt: thenStop('restart'),
  ckpt_write_io: thenStop('restart'),
  disk_full: always('stop'),
  storage_io: thenStop('restart', 3),
  permission: always('stop'),
  auth: always('stop'),
  data_missing: always('stop'),
  data_corrupt: softStop,
  dataloader_worker: thenStop('restart'),
  remote_hub: thenStop('restart'),
  code_bug: softStop,
  import_error: always('stop'),
  config_error: always('stop'),
  preempted: always('wait'),
  requeued: always('wait'),
  time_limit: always('wait'),
  user_cancelled: always('stop'),
  terminated: always('restart'),
  node_agent: always('restart_isolate'),
  node_failure: always('restart_isolate'),
  completed: always('done'),
  unknown: always('unknown'),
}

/** The original's prompts: before a checkpoint a person's faults stop; after one nearly everything restarts. */
const AUTO_RESUME: Partial<PolicyTable> = {
  time_limit: always('stop'),
  user_cancelled: always('restart'),
  preempted: always('restart'),
  requeued: always('restart'),
  gpu_app_fault: always('restart'),
  gpu_library: always('restart'),
  data_corrupt: softStop,
  code_bug: softStop,
  import_error: softStop,
  ckpt_missing: softStop,
  ckpt_incompatible: softStop,
  shm_full: softStop,
  data_missing: softStop,
  driver_mismatch: softStop,
  compile_error: softStop,
  nan_divergence: always('restart'),
  segfault: always('restart'),
  native_abort: always('restart'),
  unknown: always('restart'),
  process_exit: always('restart'),
}

/** The 38 categories of NVRx's restart agent; it counts three general retries, one for a sticky error. */
const NVRX: Partial<PolicyTable> = {
  time_limit: always('restart'),
  user_cancelled: always('restart'),
  preempted: always('restart'),
  requeued: always('restart'),
  gpu_hw_fatal: always('restart'),
  nvlink: always('restart'),
  node_failure: always('restart'),
  gpu_app_fault: thenStop('restart', 4),
  oom_gpu: always('stop'),
  oom_host: always('stop'),
  native_abort: always('stop'),
  sdc_suspect: always('restart'),
  code_bug: always('stop'),
  nccl_timeout: thenStop('restart', 4),
  net_transport: thenStop('restart', 4),
  net_port_flap: thenStop('restart', 4),
  rendezvous: thenStop('restart', 4),
  storage_io: thenStop('restart', 4),
  process_exit: thenStop('restart', 4),
}

export const PROFILES = {
  default: DEFAULT,
  'auto-resume': { ...DEFAULT, ...AUTO_RESUME },
  nvrx: { ...DEFAULT, ...NVRX },
} as const satisfies Record<string, PolicyTable>

export type ProfileName = keyof typeof PROFILES
