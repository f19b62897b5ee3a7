import { patternHeader } from '../pattern-header.ts'

/** DAOS: `mm/dd-HH:MM:SS.ff host DAOS[pid/tid/xs] facility LEVEL text`; no year. ERR lines that retry are harmless. */
export const daos = patternHeader({
  name: 'daos',
  source: 'https://docs.daos.io/latest/admin/troubleshooting/',
  starts: '0-9',
  pattern:
    /^(?<time>\d\d\/\d\d-\d\d:\d\d:\d\d\.\d{1,9}) (?<node>[\w.-]{1,253}) DAOS\[(?<pid>\d{1,9})\/-?\d{1,9}\/-?\d{1,9}\] (?<logger>[\w-]{1,40}) +(?<level>EMRG|EMIT|ALRT|CRIT|ERR|WARN|NOTE|INFO|DBUG|DBG) */,
  samples: [
    {
      line: '04/02-11:03:16.60 x4319c0s0b0n0 DAOS[53174/53174/0] external ERR  # [1092097.708457] mercury->ctx [error] timed out',
      gives: { node: 'x4319c0s0b0n0', level: 'ERROR', logger: 'external', format: 'daos', fields: { pid: 53174 } },
    },
    {
      line: '12/31-23:59:59.99 nid1 DAOS[1/2/-1] rpc  WARN x',
      gives: { level: 'WARNING', node: 'nid1', format: 'daos' },
    },
  ],
})
