import type { Carrier } from '../format.ts'

/** Ray's and SkyPilot's relay head: `(TrainWorker pid=4112, ip=10.0.0.3) `, `(head, rank=0, pid=4112) `. */
export const rayActor: Carrier = {
  part: 'carrier',
  name: 'ray-actor',
  source: 'https://docs.ray.io/en/latest/ray-observability/user-guides/configure-logging.html',
  starts: '(',
  samples: [
    { line: '(RayTrainWorker pid=4112, ip=10.0.0.3) hello', gives: { message: 'hello', node: '10.0.0.3', fields: { actor: 'RayTrainWorker', pid: 4112 } } },
    { line: '(worker1, rank=1, pid=77, ip=10.0.0.4) hello', gives: { message: 'hello', rank: 1, node: '10.0.0.4' } },
    { line: '(pretraining, pid=4112) hello', gives: { message: 'hello', fields: { actor: 'pretraining', pid: 4112 } } },
  ],
  peel(text, entry) {
    const match = /^\(([\w.:-]{1,80})(?:, rank=(\d+))?,? pid=(\d+)(?:, ip=([\w.:-]+))?\) ?/.exec(text)
    if (match === null) return undefined
    const [head, actor, rank, pid, ip] = match
    entry.fields = { ...entry.fields, actor, pid: Number(pid) }
    if (rank !== undefined) entry.rank ??= Number(rank)
    entry.node ??= ip
    return text.slice(head.length)
  },
}
