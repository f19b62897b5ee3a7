import type { Carrier } from '../format.ts'

/**
 * Words that hold a number as host names do, but name a part of the training or of a machine: `step1: `, `gpu0: `,
 * `nvme0n1: `.
 */
const PART =
  /^(?:step|epoch|iter|iteration|batch|layer|block|stage|phase|round|gpu|cuda|device|rank|dim|loss|lr|head|part|test|fold|seed|v|p|top|recall|precision|acc|utf)[-_.]?\d+$/
const MACHINE_PART =
  /^(?:nvidia|slurm|nvme|mlx|eth|ib|efa|hfi|dm|cpu|sd|md)[a-z]{0,12}(?:-[a-z]{1,20})?\d|^slurm|^libfabric/
/** Programs whose name ends in their version, and who put it before their errors: `python3: can't open file`. */
const PROGRAM = /^(?:python|pip|perl|ruby|lua|gcc|cc|clang|nvcc|cuda|java|tar|zip|bzip)-?\d+(?:\.\d+)*$/

/**
 * What pdsh, DeepSpeed's launcher and clush put before each line of a host: `worker-0: `. The name is in lower case and
 * holds a digit, and is an IPv4 address or a host name; `ValueError: ` or `step1: ` is none. Peeled only where most
 * lines of a source carry one.
 */
export const hostLabel: Carrier = {
  part: 'carrier',
  adaptive: true,
  name: 'host-label',
  source: 'https://github.com/microsoft/DeepSpeed/blob/master/deepspeed/launcher/multinode_runner.py',
  starts: 'a-z0-9',
  samples: [
    { line: 'worker-0: [INFO 2020-02-06 19:53:56] 0/50, SamplesPerSec=1292.64', gives: { node: 'worker-0' } },
    { line: '10.0.0.12: hello', gives: { node: '10.0.0.12', message: 'hello' } },
    { line: 'gpu-07.cluster.local: hello', gives: { node: 'gpu-07.cluster.local', message: 'hello' } },
    { line: 'compute1:  indented', gives: { node: 'compute1', message: ' indented' } },
  ],
  peel(text, entry) {
    const colon = text.indexOf(':')
    if (colon === -1 || (colon + 1 < text.length && text.charCodeAt(colon + 1) !== 32)) return undefined
    const match =
      /^((?:\d{1,3}\.){3}\d{1,3}|(?=[a-z.-]{1,60}\d)[a-z][a-z0-9-]{0,62}(?:\.[a-z0-9-]{1,62}){0,6}):(?: |$)/.exec(text)
    const name = match?.[1]
    if (match == null || name === undefined) return undefined
    if (PART.test(name) || MACHINE_PART.test(name) || PROGRAM.test(name)) return undefined
    entry.node ??= name
    return text.slice(match[0].length)
  },
}
