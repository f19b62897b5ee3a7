// What a person does about a failure: one sentence per category, and where docs/classify.md tells it.
import type { Category } from '../signatures/categories.ts'

export interface Advice {
  /** The heading of docs/classify.md that it stands under, as an anchor. */
  readonly section: Section
  /** One plain sentence. */
  readonly sentence: string
}

export const SECTIONS = [
  'memory',
  'gpus-and-nodes',
  'network-and-collectives',
  'storage-and-checkpoints',
  'data-and-access',
  'code-and-settings',
  'scheduler',
  'no-cause',
] as const
export type Section = (typeof SECTIONS)[number]

const about = (section: Section, sentences: Partial<Record<Category, string>>): Partial<Record<Category, Advice>> =>
  Object.fromEntries(Object.entries(sentences).map(([category, sentence]) => [category, { section, sentence }]))

const ADVICE: Partial<Record<Category, Advice>> = {
  ...about('memory', {
    oom_gpu: 'Make a step need less (smaller micro-batch, checkpointed activations, more sharding); then start again.',
    gpu_occupied: 'Find the process that holds the GPU (nvidia-smi on that node) and end it, or leave the node out.',
    oom_host:
      'Ask for more memory, or use less: fewer or leaner data loader workers, smaller caches, no copy per rank.',
    shm_full: 'Give the container more shared memory (docker --shm-size, an emptyDir of medium Memory).',
  }),
  ...about('gpus-and-nodes', {
    gpu_hw_fatal: 'Restart without the node, and have its GPU reset, tested and, if it fails again, replaced.',
    gpu_unknown: 'Restart; if the same GPU reports it again, leave its node out and have it tested.',
    gpu_app_fault: 'Find the kernel: run again with CUDA_LAUNCH_BLOCKING=1 or compute-sanitizer, and mend that code.',
    gpu_library: 'Check shapes and indices that go into the call, and that cuBLAS and cuDNN fit driver and framework.',
    gpu_driver_host: 'Restart without the node, and have its driver reloaded or the node rebooted.',
    driver_mismatch:
      'Install a driver, runtime and libraries that fit together, or take an image that was built for this driver.',
    nvlink: 'Restart without the node, and have its NVLink or NVSwitch checked (nvidia-smi nvlink -s, fabric manager).',
    sdc_suspect:
      'Restart without the node from a checkpoint that is older than the corruption, and have its GPUs tested.',
    straggler: 'Restart without the slow node, and look at its clocks, temperature, PCIe width and network.',
    node_agent: 'Restart without the node, and have its agent (slurmd, kubelet) looked at.',
    node_failure: 'Restart without the node; whoever runs the cluster has to look at it.',
  }),
  ...about('network-and-collectives', {
    nccl_timeout:
      'Restart; if it comes again, look at the rank that did not come: last lines, stack (py-spy dump), node.',
    net_port_flap:
      'Restart; if the same port goes down again, leave its node out and have cable and switch port checked.',
    net_transport: 'Restart; if it comes again, leave out the node that others lost, and look at the fabric.',
    nic_fatal: 'Restart without the node, and have its network adapter checked.',
    net_config:
      'Correct the settings of the network: interface names, NCCL and libfabric variables, plugins, firewall.',
    rendezvous:
      'Check that every node started, and that address, port and number of nodes are the same on all; then restart.',
    port_bind: 'Take another port, or end the earlier process that still holds it.',
    hang_no_output: 'Restart; if it stops again, take stacks of all ranks (py-spy dump) before it is ended.',
  }),
  ...about('storage-and-checkpoints', {
    sigbus: 'Restart; if it comes again, check /dev/shm and the file system that the process had mapped.',
    ckpt_missing: 'Name a checkpoint that is there, or start without one.',
    ckpt_incompatible:
      'Load it with the settings that it was written with (parallel sizes, model, versions), or convert it.',
    ckpt_corrupt: 'Start from the checkpoint before it, and put the damaged one aside.',
    ckpt_write_io: 'Check space and health of the file system of the checkpoints; the last one may be unfinished.',
    disk_full: 'Make room or raise the quota where it was written to, then start again from the last whole checkpoint.',
    storage_io: 'Restart; if it comes again, have the file system and its mounts on that node checked.',
  }),
  ...about('data-and-access', {
    permission: 'Give the user of the job the right to that path, or write to another one.',
    auth: 'Log in anew, renew the token or accept the licence, and hand it to the job.',
    data_missing: 'Put the data where the job looks for it, or correct the path; check that every node mounts it.',
    data_corrupt: 'Find the sample or shard that is named, and repair it or leave it out.',
    dataloader_worker:
      'Restart; if it comes again, use fewer workers or more memory, and run with none to see the error itself.',
    remote_hub: 'Restart later, or keep what is fetched in a local cache (HF_HUB_OFFLINE=1 and the like).',
  }),
  ...about('code-and-settings', {
    code_bug: 'Mend the code at the last frame of the traceback that is yours; it would fail there again.',
    import_error: 'Install the module in the environment of the job, on every node, in the version that is asked for.',
    config_error: 'Correct the setting that the line names.',
    compile_error: 'Use a compiler, kernel or GPU architecture that fits; or switch that compiled path off.',
    container_setup: 'Check image name, mounts and launcher on the node; restart once these work by hand.',
    segfault:
      'Restart; if it comes again, run with PYTHONFAULTHANDLER=1 to see where, and check versions of native libraries.',
    native_abort: 'Restart; if it comes again, read what the native library printed just before it aborted.',
    process_exit: "Look into the other ranks' and nodes' logs: the process's own last words are not in this one.",
    nan_divergence:
      'Restart from a checkpoint before it; if it comes again, lower the learning rate, or skip the batch.',
    loss_spike:
      'Watch whether it comes down; if not, go back to a checkpoint before it and skip the batches around it.',
  }),
  ...about('scheduler', {
    preempted: 'Nothing is broken: submit it again, or let the scheduler requeue it.',
    requeued: 'Nothing is broken: the scheduler starts it again.',
    time_limit: 'Submit it again from its last checkpoint, with more time if it needs that.',
    user_cancelled: 'Ask who cancelled it before you start it again.',
    terminated: 'Find out who sent SIGTERM (scheduler, node, operator); it can be restarted.',
  }),
  ...about('no-cause', {
    completed: 'Nothing.',
    unknown: "Look at the end of the log, at the other ranks' logs and at the scheduler's word on the job.",
  }),
}

/** Returns what to do about a category; of one that is not known what to do about an unknown cause. */
export function adviceOn(category: string): Advice {
  return (Object.hasOwn(ADVICE, category) ? ADVICE[category as Category] : ADVICE.unknown) as Advice
}

/** Returns every category that has advice of its own. */
export const advisedCategories = (): readonly string[] => Object.keys(ADVICE)

/** Returns what a person does about a failure that a restart did not mend: what stands behind "if it comes again". */
export function adviceAfterRestart(category: string): string {
  const { sentence } = adviceOn(category)
  const rest = /^Restart[^;]*; if [^,]*, (.+)$/.exec(sentence)?.[1]
  return rest === undefined ? sentence : `${rest.charAt(0).toUpperCase()}${rest.slice(1)}`
}
