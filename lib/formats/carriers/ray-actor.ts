import type { Carrier } from '../format.ts'

/**
 * Ray folds the same line of several actors into one and says so at its end; the first time it also says how to turn
 * that off.
 */
const REPEATED = / \[repeated (\d{1,9})x across cluster\](?: \(Ray deduplicates logs by default\.[^)]{0,300}\))?\s*$/

/**
 * Ray's and SkyPilot's relay head: `(TrainWorker pid=4112, ip=10.0.0.3) `, `(head, rank=0, pid=4112) `. An actor's own
 * name may hold brackets (`(Worker(rank=3) pid=77) `). Ray's daemons have no pid: `(raylet) `, `(autoscaler +1m2s) `.
 */
export const rayActor: Carrier = {
  part: 'carrier',
  name: 'ray-actor',
  source: 'https://docs.ray.io/en/latest/ray-observability/user-guides/configure-logging.html',
  starts: '(',
  samples: [
    {
      line: '(RayTrainWorker pid=4112, ip=10.0.0.3) hello',
      gives: { message: 'hello', node: '10.0.0.3', fields: { actor: 'RayTrainWorker', pid: 4112 } },
    },
    { line: '(worker1, rank=1, pid=77, ip=10.0.0.4) hello', gives: { message: 'hello', rank: 1, node: '10.0.0.4' } },
    { line: '(pretraining, pid=4112) hello', gives: { message: 'hello', fields: { actor: 'pretraining', pid: 4112 } } },
    {
      line: '(WorkerDict(rank=3) pid=77) hello',
      gives: { message: 'hello', rank: 3, fields: { actor: 'WorkerDict(rank=3)', pid: 77 } },
    },
    {
      line: '\u001b[36m(main_task pid=2105103)\u001b[0m hello [repeated 7x across cluster]',
      gives: { message: 'hello', fields: { actor: 'main_task', pid: 2105103, repeated: 7 } },
    },
    {
      line: '(f pid=1) hi [repeated 3x across cluster] (Ray deduplicates logs by default. Set RAY_DEDUP_LOGS=0 to disable log deduplication.)',
      gives: { message: 'hi', fields: { actor: 'f', pid: 1, repeated: 3 } },
    },
    { line: '(raylet) Spilled 2048 MiB', gives: { message: 'Spilled 2048 MiB', fields: { actor: 'raylet' } } },
    {
      line: '(raylet, ip=10.0.0.3) out of memory',
      gives: { message: 'out of memory', node: '10.0.0.3', fields: { actor: 'raylet' } },
    },
    {
      line: '(autoscaler +1m2s) Resized to 128 CPUs.',
      gives: { message: 'Resized to 128 CPUs.', fields: { actor: 'autoscaler' } },
    },
  ],
  peel(text, entry) {
    const match =
      /^\(([\w.:<>-]{1,80}(?:\([^()\n]{0,80}\))?)(?:, rank=(\d{1,9}))?,? pid=(\d{1,9})(?:, ip=([\w.:-]{1,253}))?\) ?/.exec(
        text,
      ) ??
      /^\((raylet|autoscaler|gcs_server|scheduler)()()(?: \+[\dhms]{1,16})?(?:, ip=([\w.:-]{1,253}))?\) /.exec(text)
    if (match === null) return undefined
    const [head, actor = '', rank, pid, ip] = match
    entry.fields = { ...entry.fields, actor }
    if (pid) entry.fields['pid'] = Number(pid)
    const own = rank || /\(rank=(\d{1,9})\)$/.exec(actor)?.[1]
    if (own) entry.rank ??= Number(own)
    entry.node ??= ip
    const rest = text.slice(head.length)
    const repeated = rest.includes('x across cluster]') ? REPEATED.exec(rest) : null
    if (repeated === null) return rest
    entry.fields['repeated'] = Number(repeated[1])
    return rest.slice(0, repeated.index)
  },
}
