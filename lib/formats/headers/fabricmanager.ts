import { patternHeader } from '../pattern-header.ts'

/**
 * NVIDIA's fabric manager: `[Mon dd yyyy HH:MM:SS] [LEVEL] [tid n] text`; the rest of a record follows on lines of its
 * own.
 */
export const fabricmanager = patternHeader({
  name: 'fabricmanager',
  source: 'https://docs.nvidia.com/datacenter/tesla/fabric-manager-user-guide/index.html',
  starts: '[',
  pattern:
    /^\[(?<time>[A-Z][a-z]{2} +\d{1,2} \d{4} \d\d:\d\d:\d\d)\] \[(?<level>[A-Z]{4,8})\] \[tid (?<tid>\d{1,9})\] ?/,
  samples: [
    {
      line: '[Feb 27 2025 14:10:02] [INFO] [tid 1808] successfully setup multicast team',
      gives: { time: '2025-02-27T14:10:02.000Z', level: 'INFO', format: 'fabricmanager', fields: { tid: 1808 } },
    },
    {
      line: '[Feb  7 2025 15:10:02] [ERROR] [tid 12727] detected NVSwitch non-fatal error 12028 on fid 0 on NVSwitch pci bus id 00000000:86:00.0 physical id 3 port 61',
      gives: {
        time: '2025-02-07T15:10:02.000Z',
        level: 'ERROR',
        fields: { sxid: 12028, pci: '00000000:86:00.0', port: 61 },
      },
    },
  ],
})
