import { patternHeader } from '../pattern-header.ts'

/** AWS Neuron's runtime: `YYYY-Mon-dd HH:MM:SS.ffff pid:tid LEVEL  COMPONENT:function  text`. */
export const neuron = patternHeader({
  name: 'neuron',
  source: 'https://awsdocs-neuron.readthedocs-hosted.com/en/latest/neuron-runtime/nrt-troubleshoot.html',
  starts: '0-9',
  speaker: /\b[A-Z_]{2,16}:\S/,
  pattern:
    /^(?<time>\d{4}-[A-Z][a-z]{2}-\d\d \d\d:\d\d:\d\d\.\d{1,9}) +(?<pid>\d{1,9}):(?<tid>\d{1,9}) +(?<level>[A-Z]{4,8}) +(?<logger>[A-Z_]{2,16}):(?<code>\S{1,120}) */,
  samples: [
    {
      line: '2021-Aug-27 23:22:12.0323 28078:28078 ERROR   NRT:nrt_allocate_neuron_cores               NeuronCore(s) not available - Requested:nc1-nc1 Available:0',
      gives: {
        time: '2021-08-27T23:22:12.0323Z',
        level: 'ERROR',
        logger: 'NRT',
        code: 'nrt_allocate_neuron_cores',
        format: 'neuron',
        fields: { pid: 28078, tid: 28078 },
      },
    },
    {
      line: '2023-Jul-28 22:23:13.0357 101413:101422 WARN  TDRV:exec_consume   slow',
      gives: { level: 'WARNING', logger: 'TDRV', format: 'neuron' },
    },
  ],
})
