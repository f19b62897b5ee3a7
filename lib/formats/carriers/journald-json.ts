import { parseLevel } from '../../record/level.ts'
import { wordOf } from '../../record/word.ts'
import type { Carrier } from '../format.ts'
import { parseJson } from '../parse-json.ts'
import { epochStamp } from '../stamp.ts'

/**
 * `journalctl -o json`: one object per entry. The time is in microseconds, as text; MESSAGE is an array of bytes where
 * it is no printable UTF-8, and null where it is too large. PRIORITY is a syslog severity: what the message itself says
 * wins over it.
 */
export const journaldJson: Carrier = {
  part: 'carrier',
  name: 'journald-json',
  source: 'https://systemd.io/JOURNAL_EXPORT_FORMATS/',
  starts: '{',
  decodes: true,
  relays: true,
  samples: [
    {
      line: '{ "__REALTIME_TIMESTAMP" : "1534860261221373", "PRIORITY" : "1", "_HOSTNAME" : "node7", "SYSLOG_IDENTIFIER" : "python", "_PID" : "184", "_SYSTEMD_UNIT" : "train.service", "MESSAGE" : "hello" }',
      gives: {
        time: '2018-08-21T14:04:21.221373Z',
        level: 'CRITICAL',
        node: 'node7',
        message: 'hello',
        format: 'journald-json',
        fields: { program: 'python', pid: 184, unit: 'train.service' },
      },
    },
    {
      line: '{"__REALTIME_TIMESTAMP":"1534860261221373","_HOSTNAME":"node7","MESSAGE":[104,195,169,10]}',
      gives: { node: 'node7', message: 'hé' },
    },
    {
      line: '{"__REALTIME_TIMESTAMP":"1534860261221373","PRIORITY":"6","MESSAGE":"W0519 22:51:58.368000 1 api.py:1] x"}',
      gives: { level: 'WARNING', format: 'glog' },
    },
  ],
  peel(text, entry) {
    if (!text.includes('"__REALTIME_TIMESTAMP"')) return undefined
    let value: Record<string, unknown>
    try {
      value = parseJson(text, entry) as Record<string, unknown>
    } catch {
      return undefined // cut short: an ordinary line
    }
    const stamp = epochStamp(wordOf(value['__REALTIME_TIMESTAMP']))
    if (stamp === undefined) return undefined
    entry.stamp = stamp
    entry.level = parseLevel(wordOf(value['PRIORITY'])) ?? entry.level
    if (typeof value['_HOSTNAME'] === 'string') entry.node ??= value['_HOSTNAME']
    const fields: Record<string, unknown> = { ...entry.fields }
    const pid = Number(wordOf(value['_PID'] ?? value['SYSLOG_PID']) || Number.NaN)
    if (typeof value['SYSLOG_IDENTIFIER'] === 'string') fields['program'] = value['SYSLOG_IDENTIFIER']
    if (Number.isSafeInteger(pid)) fields['pid'] = pid
    if (typeof value['_SYSTEMD_UNIT'] === 'string') fields['unit'] = value['_SYSTEMD_UNIT']
    if (Object.keys(fields).length > 0) entry.fields = fields
    return messageOf(value['MESSAGE'])
  },
}

function messageOf(message: unknown): string {
  if (typeof message === 'string') return message.trimEnd()
  if (!Array.isArray(message)) return ''
  const bytes = Uint8Array.from(message.filter((byte): byte is number => typeof byte === 'number'))
  return new TextDecoder().decode(bytes).trimEnd()
}
