import { parseLevel } from '../../record/level.ts'
import type { Header } from '../format.ts'
import { readStamp, uptimeStamp } from '../stamp.ts'

/**
 * In its three parts: facility and severity (`dmesg -x`, or `<6>` of `dmesg -r`), the time, the thread or processor
 * that spoke (`[  T123]`).
 */
const HEAD =
  /^(?:([a-z0-9]{3,10}) *:(emerg|alert|crit|err|warn|notice|info|debug) *: |<(\d{1,3})>)?(?:\[ *(\d{1,8})\.(\d{6})\]|\[([A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4})\]|(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[,.]\d{1,9}[+-]\d\d:?\d\d))(?: ?\[ *[TC]\d{1,9}\])?(?: |$)/

/**
 * The kernel's ring buffer as dmesg prints it: seconds since boot, `-T` (local time, which drifts over a suspend) or
 * `--time-format iso` (a comma before the fraction), with or without `-x`.
 */
export const dmesg: Header = {
  part: 'header',
  name: 'dmesg',
  kernel: true,
  source: 'https://github.com/util-linux/util-linux/blob/master/sys-utils/dmesg.c',
  starts: '[<a-z0-9',
  samples: [
    {
      line: '[298850.919248] efa 0000:a0:1a.0 rdmap160s26: Failed to process command DEREG_MR',
      gives: { format: 'dmesg', fields: { uptime_s: 298850.919248 } },
    },
    { line: '[    0.000000][    T0] Linux version 6.8.0', gives: { format: 'dmesg', fields: { uptime_s: 0 } } },
    {
      line: '[Sun Feb 23 16:24:18 2025] nvidia 0000:9b:00.0: enabling device',
      gives: { time: '2025-02-23T16:24:18.000Z', format: 'dmesg' },
    },
    {
      line: 'kern  :warn  : 2025-01-21T04:41:44,287197+00:00 pcieport 0000:00:01.0: AER: Corrected error',
      gives: { time: '2025-01-21T04:41:44.287197Z', level: 'WARNING', format: 'dmesg', fields: { facility: 'kern' } },
    },
    {
      line: 'kern  :err   : [   12.345678] mce: [Hardware Error]: CPU 3',
      gives: { level: 'ERROR', fields: { facility: 'kern', uptime_s: 12.345678 } },
    },
    { line: '<3>[   12.345678] EXT4-fs error', gives: { level: 'ERROR', format: 'dmesg' } },
  ],
  read(text, entry) {
    const match = HEAD.exec(text)
    if (match === null) return undefined
    const [head, facility, severity, priority, seconds, micros, dated, iso] = match
    const stamp =
      seconds === undefined ? readStamp((dated ?? iso) as string) : uptimeStamp(Number(seconds), micros as string)
    // Without a facility, an ISO time alone is any logger's.
    if (stamp === undefined || (iso !== undefined && facility === undefined && !iso.includes(','))) return undefined
    entry.stamp = stamp
    if (severity !== undefined) entry.level = parseLevel(severity)
    else if (priority !== undefined) entry.level = parseLevel(String(Number(priority) & 7))
    const uptime = seconds === undefined ? {} : { uptime_s: Number(`${seconds}.${micros}`) }
    if (facility !== undefined || seconds !== undefined)
      entry.fields = { ...entry.fields, ...(facility === undefined ? {} : { facility }), ...uptime }
    return text.slice(head.length)
  },
}
