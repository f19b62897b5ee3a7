// What a collector of a cluster puts beside a line says which job its pod is of: Fluent Bit, Fluentd, Vector and
// Filebeat in an object, kubectl in the pod's name.
import { jobOfPod } from '../formats/job-of-path.ts'
import type { LogRecord } from '../record/types.generated.ts'

/** Labels whose value is the name of a job, the one of the whole job first: a job set makes jobs of its own. */
const JOB_LABELS = [
  'jobset.sigs.k8s.io/jobset-name',
  'leaderworkerset.sigs.k8s.io/name',
  'training.kubeflow.org/job-name',
  'volcano.sh/job-name',
  'ray.io/cluster',
  'batch.kubernetes.io/job-name',
  'pytorch-job-name',
  'mpi-job-name',
  'job-name',
].map(plain)

/** Collectors write dots and slashes of a label as they like. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, '-')
}

type Values = Readonly<Record<string, unknown>>

/** Returns the ids of a record's job that its fields tell, as `jobIdsIn` gives those of its text. */
export function jobIdsOf(fields: LogRecord['fields']): readonly string[] {
  if (fields === undefined) return []
  const { kubernetes, pod } = fields
  if (isObject(kubernetes)) return idsOfPod(kubernetes)
  return typeof pod === 'string' ? [`pod:${jobOfPod(pod)}`] : []
}

function idsOfPod(kubernetes: Values): readonly string[] {
  const text = (...names: readonly string[]): string | undefined =>
    names.map(name => kubernetes[name]).find((value): value is string => typeof value === 'string')
  const { labels, pod_labels, pod } = kubernetes
  const space = text('namespace_name', 'pod_namespace', 'namespace')
  const within = (name: string): string => (space === undefined ? name : `${space}/${name}`)
  const job = jobLabel(labels) ?? jobLabel(pod_labels)
  if (job !== undefined) return [`kubernetes:${within(job)}`]
  const name = text('pod_name') ?? (isObject(pod) && typeof pod['name'] === 'string' ? pod['name'] : undefined)
  return name === undefined ? [] : [`pod:${within(jobOfPod(name))}`]
}

/** Most labels of a pod that are looked at. */
const MOST_LABELS = 200

function jobLabel(labels: unknown): string | undefined {
  if (!isObject(labels)) return undefined
  const values = new Map(
    Object.entries(labels)
      .slice(0, MOST_LABELS)
      .map(([name, value]) => [plain(name), value]),
  )
  for (const label of JOB_LABELS) {
    const value = values.get(label)
    if (typeof value === 'string' && value !== '') return value
  }
  return undefined
}

const isObject = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
