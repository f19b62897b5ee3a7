import { parseLevel } from '../../record/level.ts'
import type { Carrier } from '../format.ts'
import { readStamp } from '../stamp.ts'

const HEAD =
  /^<(\d{1,3})>\d{1,2} (-|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)) (\S{1,255}) (\S{1,48}) (\S{1,128}) (\S{1,32}) (?:-|((?:\[(?:[^\]\\"]|"(?:[^"\\]|\\.)*")*\])+))(?: \ufeff?|$)/

/** RFC 5424 syslog: `<priority>1 time host program pid message-id [structured data] text`; `-` stands for nothing. */
export const syslog5424: Carrier = {
  part: 'carrier',
  name: 'syslog-5424',
  source: 'https://www.rfc-editor.org/rfc/rfc5424',
  starts: '<',
  samples: [
    {
      line: '<165>1 2003-10-11T22:14:15.003Z gpu-3 trainer 4711 ID47 - hello',
      gives: {
        time: '2003-10-11T22:14:15.003Z',
        level: 'INFO',
        node: 'gpu-3',
        message: 'hello',
        format: 'syslog-5424',
        fields: { program: 'trainer', pid: 4711, message_id: 'ID47' },
      },
    },
    {
      line: '<11>1 2024-05-01T10:00:00+02:00 gpu-3 trainer - - [meta@1 job="a \\"b\\" ]c"] \ufeffboom',
      gives: {
        time: '2024-05-01T08:00:00.000Z',
        level: 'ERROR',
        message: 'boom',
        fields: { program: 'trainer', structured_data: '[meta@1 job="a \\"b\\" ]c"]' },
      },
    },
  ],
  peel(text, entry) {
    const match = HEAD.exec(text.length > 4096 ? text.slice(0, 4096) : text)
    if (match === null) return undefined
    const [head, priority, time, node, program, pid, messageId, data] = match
    const stamp = time === '-' ? undefined : readStamp(time as string)
    if (stamp !== undefined) entry.stamp = stamp
    entry.level = parseLevel(String(Number(priority) % 8))
    if (node !== '-') entry.node ??= node
    const fields: Record<string, unknown> = { ...entry.fields }
    if (program !== '-') fields['program'] = program
    if (pid !== '-') fields['pid'] = /^\d{1,15}$/.test(pid as string) ? Number(pid) : pid
    if (messageId !== '-') fields['message_id'] = messageId
    if (data !== undefined) fields['structured_data'] = data
    if (Object.keys(fields).length > 0) entry.fields = fields
    return text.slice(head.length)
  },
}
