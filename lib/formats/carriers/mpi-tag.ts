import type { Carrier } from '../format.ts'
import { readStamp } from '../stamp.ts'

/**
 * Open MPI's `mpirun --tag-output`: `[job,rank]<stream>:`. Version 5 adds the name of its runtime (`prterun-host-77@1`)
 * and, with tag-detailed, `[host:pid]`; `--timestamp-output` puts the local time before it. Horovod writes
 * `[1,3]<stderr>:` likewise, SageMaker `[1,mpirank:3,algo-1]<stderr>:`.
 */
export const mpiTag: Carrier = {
  part: 'carrier',
  name: 'mpi-tag',
  source: 'https://docs.open-mpi.org/en/main/man-openmpi/man1/mpirun.1.html',
  starts: '[A-Z',
  inside: /(\[(?:[\w.-]{1,200}@)?\d{1,9},\d{1,9}\](?:\[[\w.-]{1,253}:\d{1,9}\])? ?<std(?:out|err)>):/g,
  samples: [
    { line: '[1,0]<stdout>:hello', gives: { rank: 0, stream: 'stdout', message: 'hello' } },
    { line: '[1,3]<stderr> RuntimeError: bad', gives: { rank: 3, stream: 'stderr', message: 'RuntimeError: bad' } },
    { line: '[1,12]<stdout>:  indented', gives: { rank: 12, message: ' indented' } },
    { line: '[prterun-node01-4242@1,5]<stderr>: hello', gives: { rank: 5, stream: 'stderr', message: 'hello' } },
    {
      line: '[1,2][node02:4711]<stdout>: hello',
      gives: { rank: 2, node: 'node02', message: 'hello', fields: { pid: 4711 } },
    },
    {
      line: '[1,mpirank:3,algo-1]<stderr>:hello',
      gives: { rank: 3, node: 'algo-1', stream: 'stderr', message: 'hello' },
    },
    {
      line: 'Tue Mar  5 14:02:11 2024[1,1]<stderr>:hello',
      gives: { rank: 1, time: '2024-03-05T14:02:11.000Z', message: 'hello' },
    },
  ],
  peel(text, entry) {
    if (!text.includes('<std')) return undefined
    const match =
      /^([A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{1,9})? \d{4} ?)?\[(?:[\w.-]{1,200}@)?\d{1,9},(?:mpirank:)?(\d{1,9})(?:,([\w.-]{1,253}))?\](?:\[([\w.-]{1,253}):(\d{1,9})\])? ?<(stdout|stderr|stddiag)>:? ?/.exec(
        text,
      )
    if (match === null) return undefined
    const [head, time, rank, host, node, pid, stream] = match
    if (time !== undefined) entry.stamp = readStamp(time) ?? entry.stamp
    entry.rank ??= Number(rank)
    entry.node ??= host ?? node
    if (stream === 'stdout' || stream === 'stderr') entry.stream ??= stream
    if (pid !== undefined) entry.fields = { ...entry.fields, pid: Number(pid) }
    return text.slice(head.length)
  },
}
