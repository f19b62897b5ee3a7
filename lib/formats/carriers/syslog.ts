import { parseLevel } from '../../record/level.ts'
import type { Carrier } from '../format.ts'
import { epochStamp, readStamp } from '../stamp.ts'

/**
 * Where the time is ISO, a level or glog's letter and day in the host's place means that the line is a logger's own. A
 * host ends in no colon: that is an exception's class.
 */
const PATTERN =
  /^(?:<(\d{1,3})>)?(?:[A-Z][a-z]{2} (?=\d{4}-))?([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{1,9})?|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d| (?:[A-Z]{2,5}|[+-]\d\d(?:\d\d)?)(?= [\w.:-]+ [^\s:[\]]+(?:\[\d+\])?:))?|\d{10}\.\d{6}) (?!(?:TRACE|DEBUG|INFO|WARN|WARNING|ERROR|CRITICAL|FATAL|trace|debug|info|warn|warning|error) |[DIWEF]\d{4} \d\d:)([\w.:-]{0,252}[\w.-]) ([^\s:[\]]{1,80})(?:\[(\d{1,10})\])?: ?/
/** A time that other loggers may begin with, too: of the year, and without a zone or with a blank in it. */
const ANYBODYS = /^\d{4}-\d\d-\d\d(?: |T[\d:.]+$)|^\d{10}\./

/**
 * Syslog's line form: `Mon dd HH:MM:SS host program[pid]: text`, no year and no zone (RFC 3164, journalctl's default),
 * or with an ISO time (rsyslog's file format, journalctl -o short-iso), the weekday, the date and the zone's name
 * (-o short-full) or seconds since the epoch (-o short-unix). The priority in front, if any, gives the level.
 */
export const syslog: Carrier = {
  part: 'carrier',
  name: 'syslog',
  source: 'https://www.rfc-editor.org/rfc/rfc3164',
  starts: 'A-Z<0-9',
  relays: true,
  samples: [
    {
      line: 'Jun 14 15:16:01 combo sshd(pam_unix)[19939]: authentication failure; uid=0',
      gives: {
        node: 'combo',
        message: 'authentication failure; uid=0',
        format: 'syslog',
        fields: { program: 'sshd(pam_unix)', pid: 19939 },
      },
    },
    {
      line: '<11>Jun  4 05:06:07 gpu-3 trainer: boom',
      gives: { node: 'gpu-3', level: 'ERROR', message: 'boom', fields: { program: 'trainer' } },
    },
    {
      line: '2024-05-01T10:00:00.123456+02:00 gpu-3 slurmd[77]: launch task',
      gives: { time: '2024-05-01T08:00:00.123456Z', node: 'gpu-3', fields: { program: 'slurmd', pid: 77 } },
    },
    {
      line: '2026-03-01T04:00:01 n041 kernel: [812345.1] mce: [Hardware Error]: Machine check events logged',
      gives: { node: 'n041', format: 'syslog', fields: { program: 'kernel' } },
    },
    {
      line: 'Thu 2026-03-05 04:00:01 UTC n041 slurmstepd[812]: error: oom_kill event',
      gives: { time: '2026-03-05T04:00:01.000Z', node: 'n041', fields: { program: 'slurmstepd', pid: 812 } },
    },
    {
      line: '1772683201.123456 n041 kernel: NVRM: GPU has fallen off the bus.',
      gives: { time: '2026-03-05T04:00:01.123456Z', node: 'n041', fields: { program: 'kernel' } },
    },
    {
      line: '2026-03-05 04:00:01 n041 kernel: NVRM: GPU has fallen off the bus.',
      gives: { node: 'n041', format: 'syslog', fields: { program: 'kernel' } },
    },
    {
      line: 'May 19 07:08:57 ip-26-0-146-100 python[9]: {"loss": 2.5, "step": 7}',
      gives: { node: 'ip-26-0-146-100', step: 7, metrics: { loss: 2.5 } },
    },
  ],
  peel(text, entry) {
    const first = text.charCodeAt(0)
    const tenth = text.charCodeAt(10)
    const isDated = tenth === 84 /* T */ || tenth === 32 || tenth === 46 /* . */
    if (first <= 57 ? !isDated : first !== 60 /* < */ && text.charCodeAt(3) !== 32) return undefined
    const match = PATTERN.exec(text)
    if (match === null) return undefined
    const [head, priority, time, node, program, pid] = match
    // Of those a kernel and a process with its number are none.
    if (first <= 57 && pid === undefined && program !== 'kernel' && ANYBODYS.test(time as string)) return undefined
    const stamp = tenth === 46 ? epochStamp(time as string) : readStamp(time as string)
    if (stamp === undefined) return undefined
    entry.stamp = stamp
    if (priority !== undefined) entry.level = parseLevel(String(Number(priority) % 8))
    entry.node ??= node
    entry.fields = { ...entry.fields, program, ...(pid === undefined ? {} : { pid: Number(pid) }) }
    return text.slice(head.length)
  },
}
