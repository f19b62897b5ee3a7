import type { Carrier } from '../format.ts'

/**
 * `srun --label`: the task number, right-aligned to the widest, colon, blank. Old Slurm pads with zeros; heterogeneous
 * jobs add `P<group>`. NVIDIA's resiliency extension labels its files likewise, with `?` for an unknown rank. The
 * number is of the launcher's task, which may be a node: it becomes `task`, never `rank`. The parser peels it only
 * where most lines of a source carry one, because `12: ` also starts ordinary text.
 */
export const srunLabel: Carrier = {
  part: 'carrier',
  adaptive: true,
  name: 'srun-label',
  source: 'https://github.com/SchedMD/slurm/blob/master/src/api/step_io.c',
  starts: ' 0-9P?',
  samples: [
    { line: ' 63: NCCL version 2.21.5+cuda12.4', gives: { task: 63, message: 'NCCL version 2.21.5+cuda12.4' } },
    { line: '0: hello', gives: { task: 0, message: 'hello' } },
    { line: 'P0  3: hello', gives: { task: 3, message: 'hello' } },
    { line: '0007: hello', gives: { task: 7, message: 'hello' } },
    { line: '  ?: hello', gives: { message: 'hello' } },
  ],
  peel(text, entry) {
    if (!maybeLabel(text)) return undefined
    const match = /^(?:P\d+ +| {0,6})(?:(\d{1,6})|\?):(?: |$)/.exec(text)
    if (match === null) return undefined
    if (match[1] !== undefined) entry.task ??= Number(match[1])
    return text.slice(match[0].length)
  },
}

/** Whether blanks, then digits or a question mark, then a colon start the text; nearly no line needs the pattern. */
function maybeLabel(text: string): boolean {
  if (text.charCodeAt(0) === 80 /* P */) return true
  let at = 0
  while (text.charCodeAt(at) === 32) at++
  for (let code = text.charCodeAt(at); (code >= 48 && code <= 57) || code === 63 /* ? */; code = text.charCodeAt(at))
    at++
  return text.charCodeAt(at) === 58
}
