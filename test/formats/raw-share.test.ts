// How much of whole logs of real jobs is not understood: of the lines that carry a time, a level or a metric, at most a
// tenth may be `raw`.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { parseLogs } from '../parse-lines.ts'
import { foreign } from '../skip.ts'

const { folder: LOGS, skip } = foreign('logs')
const logs = existsSync(LOGS) ? readdirSync(LOGS).filter(name => name !== 'README.md') : []

// What carries something, told without the parser's own patterns.
const TIME = /\b\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d|"time_ms": *\d{13}/
const LEVEL =
  /(?:^|[[|] ?| - |\d:)(?:DEBUG|INFO|WARNING|ERROR|CRITICAL|NCCL (?:INFO|WARN))(?=[\]|:]| [-|]| )|^\w+: error:/
const METRIC =
  /\b(?:loss|grad[ _]norm|accuracy|perplexity|throughput|samples\/sec|TFLOPs|elapsed time per iteration \(\w+\)|time \(ms\) \| \w[\w-]+|step_avg|trl|tel|train_runtime|allocated)'?"?: *-?[\d.]+|\d(?:it\/s|s\/it)\b/i
const carries = (line: string): boolean => TIME.test(line) || LEVEL.test(line) || METRIC.test(line)

t.test(
  'at most a tenth of the lines that carry a time, a level or a metric stays raw, in every log',
  { skip },
  async t => {
    for (const log of logs) {
      const records = parseLogs(readFileSync(join(LOGS, log), 'utf8').split('\n'), { file: log })
      const telling = records
        .flatMap(record => record.message.split('\n').map(line => ({ line, isRaw: record.format === 'raw' })))
        .filter(({ line }) => carries(line))
      const raw = telling.filter(({ isRaw }) => isRaw)
      t.ok(telling.length > 20, `${log}: ${telling.length} lines carry something`)
      t.ok(raw.length <= telling.length / 10, `${log}: ${raw.length} of them are raw`, { raw: raw.slice(0, 10) })
    }
  },
)
