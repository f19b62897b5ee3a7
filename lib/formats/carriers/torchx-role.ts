import type { Carrier } from '../format.ts'

/**
 * What `torchx log` puts before each line: role and replica, `trainer/3 `. A path may begin so, too: only before what
 * begins a line by itself (a head in brackets, a level, a traceback, an exception) is it taken for one.
 */
export const torchxRole: Carrier = {
  part: 'carrier',
  name: 'torchx-role',
  source: 'https://github.com/pytorch/torchx/blob/main/torchx/cli/cmd_log.py',
  starts: 'a-z',
  samples: [
    {
      line: 'trainer/3 ValueError: bad',
      gives: { message: 'ValueError: bad', fields: { role: 'trainer', replica: 3 } },
    },
  ],
  peel(text, entry) {
    const match =
      /^([a-z][\w.-]{0,80})\/(\d{1,5}) (?=\[|Traceback | *File "|[EWIF]\d{4} \d\d:|(?:DEBUG|INFO|WARNING|ERROR|CRITICAL)\b|[\w.]{1,200}(?:Error|Exception)\b)/.exec(
        text,
      )
    if (match === null) return undefined
    const [head, role, replica] = match
    entry.fields = { ...entry.fields, role, replica: Number(replica) }
    return text.slice(head.length)
  },
}
