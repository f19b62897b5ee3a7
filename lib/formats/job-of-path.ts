// Which job a log file is of, told by its path alone: what tells the ranks, tasks, nodes and attempts of one job apart
// is left out of it, so that all their files have one name.
import { originFromPath, withoutRotation } from './origin-from-path.ts'

/** dmesg-gpu7.txt, kern.log, kernel.log, journal-gpu7.log: names that people and syslog give to a node's own log. */
const KERNEL_NAME = /(?:^|[-_.])(?:dmesg|kern|kernel|journal|journalctl)(?:[-_.]|$)/i

/** True for the log of a node itself, which is evidence about every job on it. */
export const isKernelLogName = (path: string): boolean => KERNEL_NAME.test(baseName(path))

/** Longer paths are strangers' texts: only their end is looked at. */
const LONGEST_PATH = 1024

/** torchrun's tree below its --log-dir, and FlagScale's folders above it; 8 characters are mkdtemp's own. */
const TREE =
  /(^|\/)(?:host_\d{1,6}_[^/]{1,255}\/[^/]{1,255}\/)?([^/]{1,200}?)(?:_[a-z0-9_]{8})?\/attempt_\d{1,9}\/\d{1,9}\/[^/]*$/
/** FlagScale's folder of an experiment, above its logs of nodes and of processes: what a person calls the job. */
const FLAGSCALE =
  /^(.{1,900}[^/])\/logs\/(?:host_\d{1,6}_[^/]{1,255}\.output|details\/host_\d{1,6}_[^/]{1,255}\/.{1,900})$/
/** The kubelet's two names of a container's log: the pod, its namespace, and the container. */
const CONTAINER_LINK = /(?:^|\/)([a-z0-9][-.a-z0-9]*)_([a-z0-9][-a-z0-9]*)_([a-z0-9][-a-z0-9]*)-[0-9a-f]{64}\.log$/
const CONTAINER_LOG = /(?:^|\/)([a-z0-9][-a-z0-9]*)_([a-z0-9][-a-z0-9]*)_[0-9a-f-]{36}\/([^/]+)\/\d{1,9}\.log$/
/** SmolCluster's launch scripts: the server and its workers are one job, which they give no name. */
const SMOLCLUSTER = /(?:^|\/)(?:server|worker-rank\d{1,9})-[^/]+\.log$/
/** NVRx's message files: each rank's has a process or a name of its own. */
const MESSAGES = /(^|\/)rank_[^/]+\.msg\.\d{1,16}$/

/** What stands before a number that counts the parts of one job, in the last parts of a path. */
const COUNTED =
  /(^|[^a-z0-9])((?:local|global|node|world)?[-_.]?(?:rank|task|proc|process|node|host|worker|master|chief|launcher|server|trainer|replica|shard|gpu|dgx|hgx|nid|pod|attempt|cycle|restart))([-_.]?)\d{1,9}(?![0-9])/gi
const TELLING_PARTS = 3
/** 0.log and 1.log are ranks: nobody calls a job so. */
const BARE_NUMBER = /(^|\/)\d{1,6}$/
/** What says no more than that it is a log, and which of a process's two streams it is. */
const ENDING = /(?:(?:^|(?<=\/)|[-_.])(?:stdout|stderr|std))?(?:\.(?:log|out|err|txt|output|stdout|stderr))?$/i

/**
 * Returns the name of the job that a log file is of; undefined where its path tells none, and for a node's own log. It
 * is what the paths of the job's files have in common: `logs/slurm-4242`, `runs/llama`, `logs/rank*`.
 */
export function jobOfPath(given: string): string | undefined {
  // The same path on two hosts is one job on two nodes.
  const path = given.slice(-LONGEST_PATH).replace(/^ssh:\/\/[^/]*/, '')
  if (isKernelLogName(path) || SMOLCLUSTER.test(path) || /^(?:\.\/)?attempt_\d{1,9}\/\d/.test(path)) return undefined
  const experiment = FLAGSCALE.exec(path)?.[1]
  if (experiment !== undefined) return experiment
  const tree = TREE.exec(path)
  if (tree !== null) return `${path.slice(0, tree.index)}${tree[1]}${tree[2]}`
  const [, pod, space, container] = CONTAINER_LINK.exec(path) ?? podOf(path)
  if (pod !== undefined) return `${space}/${jobOfPod(pod)}/${container}`
  if (MESSAGES.test(path)) return path.replace(MESSAGES, '$1rank_*')
  return commonOf(withoutRotation(path))
}

/** The parts in the order of the other name. */
function podOf(path: string): readonly (string | undefined)[] {
  const [, space, pod, container] = CONTAINER_LOG.exec(path) ?? []
  return [undefined, pod, space, container]
}

/** Returns the name of a pod without what Kubernetes and its training operators put behind the name of its job. */
export function jobOfPod(pod: string): string {
  const role = /^(.+?)-(?:master|worker|launcher|chief|ps|server|trainer|node)-\d{1,6}(?:-[a-z0-9]{5})?$/.exec(pod)
  if (role !== null) return role[1] as string
  return pod.replace(/-(?:\d{1,6}|[0-9a-f]{8,10})-[a-z0-9]{5}$|-\d{1,6}$|-(?=[a-z]*\d)[a-z0-9]{5}$/, '')
}

function commonOf(path: string): string | undefined {
  const { node, run, rank, local_rank: localRank } = originFromPath(path)
  const parts = path.replace(ENDING, '').split('/')
  const first = Math.max(0, parts.length - TELLING_PARTS)
  let isCounted = false
  const common = parts.map((part, index) => {
    if (index < first) return part
    const without = (node === undefined ? part : part.replaceAll(node, '*')).replace(COUNTED, '$1$2$3*')
    isCounted ||= without !== part
    return without
  })
  const name = common.join('/')
  // sbatch's and srun's names: what stands behind the job's id tells its nodes and tasks.
  if (run !== undefined && rank === undefined && localRank === undefined && (!isCounted || node !== undefined)) {
    const at = path.lastIndexOf(run)
    return path.slice(0, at + run.length)
  }
  // stdout.log, 3.log, attempt_0/3/stderr.log: it is the folder that is of one job.
  return name.replace(BARE_NUMBER, '$1').replace(/\/$/, '') || undefined
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
