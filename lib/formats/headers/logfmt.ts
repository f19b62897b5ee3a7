import type { Header } from '../format.ts'
import { noteStructured } from '../structured.ts'

const PAIR = /([A-Za-z_@][\w.@/-]{0,80})=(?:"((?:[^"\\]|\\.)*)"|(\S*))(?: +|$)/y

/**
 * logfmt (logrus, Go kit, Grafana): `time=… level=info msg="text" key=value`: a line that is nothing but pairs, a level
 * or a time among them.
 */
export const logfmt: Header = {
  part: 'header',
  name: 'logfmt',
  source: 'https://brandur.org/logfmt',
  starts: 'A-Za-z_@',
  samples: [
    {
      line: 'time="2024-05-01T10:00:00Z" level=warning msg="slow \\"link\\"" node=gpu-3 peer=gpu-7',
      gives: {
        time: '2024-05-01T10:00:00.000Z',
        level: 'WARNING',
        node: 'gpu-3',
        message: 'slow "link"',
        format: 'logfmt',
        fields: { peer: 'gpu-7' },
      },
    },
    {
      line: 'ts=2024-05-01T10:00:00.5Z caller=main.go:12 level=info msg=step step=7 loss=2.5',
      gives: {
        time: '2024-05-01T10:00:00.500Z',
        level: 'INFO',
        code: 'main.go:12',
        step: 7,
        metrics: { loss: 2.5 },
        message: 'step',
      },
    },
    {
      line: 'level=error rank=5 err="connection refused"',
      gives: { level: 'ERROR', rank: 5, format: 'logfmt', fields: { err: 'connection refused' } },
    },
  ],
  read(text, entry) {
    if (!/(?:^|\s)(?:time|ts|t|timestamp|@timestamp|level|lvl|severity)=/.test(text.slice(0, 400))) return undefined
    const value: Record<string, unknown> = {}
    let at = 0
    while (at < text.length) {
      PAIR.lastIndex = at
      const match = PAIR.exec(text)
      if (match === null) return undefined
      const [head, key, quoted, bare] = match
      value[key as string] ??=
        quoted === undefined
          ? bare
          : quoted.replace(/\\(.)/g, (_, character: string) => ({ n: '\n', t: '\t' })[character] ?? character)
      at += head.length
    }
    return noteStructured(value, text, entry)
  },
}
