import type { Entry, Header } from '../format.ts'
import { parseJson } from '../parse-json.ts'
import { noteStructured } from '../structured.ts'

/** NaN and Infinity are no JSON, but Python writes them; a text that holds such a word is passed over whole. */
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity|nan|inf)\b/g

/**
 * One JSON object per line: Python's JSON formatters, structlog, zap, pino, bunyan, cloud loggers, LLaMA-Factory's
 * trainer_log.jsonl, or a flat object of metrics. The record's message is the inner text; of an object without one it
 * is the line.
 */
export const jsonLines: Header = {
  part: 'header',
  name: 'json-lines',
  source: 'https://www.structlog.org/en/stable/standard-library.html',
  starts: '{',
  samples: [
    {
      line: '{"timestamp": "2024-05-01T10:00:00.123456Z", "level": "warning", "event": "slow link", "rank": 3, "peer": "gpu-7"}',
      gives: {
        time: '2024-05-01T10:00:00.123456Z',
        level: 'WARNING',
        rank: 3,
        message: 'slow link',
        format: 'json-lines',
        fields: { peer: 'gpu-7' },
      },
    },
    {
      line: '{"asctime": "2024-05-01 10:00:00,123", "levelname": "INFO", "name": "trainer", "message": "train", "step": 7, "loss": "2.5", "filename": "train.py", "lineno": 45}',
      gives: {
        time: '2024-05-01T10:00:00.123Z',
        level: 'INFO',
        logger: 'trainer',
        code: 'train.py:45',
        step: 7,
        metrics: { loss: 2.5 },
        message: 'train',
      },
    },
    {
      line: '{"step":1,"loss":2.1}',
      gives: { step: 1, metrics: { loss: 2.1 }, format: 'json-lines', message: '{"step":1,"loss":2.1}' },
    },
    {
      line: '{"step": 3, "loss": NaN, "grad_norm": Infinity}',
      gives: { step: 3, metrics: { loss: null, grad_norm: null }, non_finite: ['loss', 'grad_norm'] },
    },
    {
      line: '{"level":"error","ts":1714557600.123,"caller":"agent/main.go:77","msg":"boom","stacktrace":"main.main\\n\\t/x.go:1"}',
      gives: {
        time: '2024-05-01T10:00:00.123Z',
        level: 'ERROR',
        code: 'agent/main.go:77',
        message: 'boom\nmain.main\n\t/x.go:1',
      },
    },
    {
      line: '{"level":40,"time":1714557600123,"pid":77,"hostname":"gpu-3","msg":"slow"}',
      gives: {
        time: '2024-05-01T10:00:00.123Z',
        level: 'WARNING',
        node: 'gpu-3',
        message: 'slow',
        fields: { pid: 77 },
      },
    },
    {
      line: '{"current_steps": 10, "total_steps": 300, "loss": 2.28, "lr": 2.5e-06, "epoch": 0.29, "percentage": 3.33, "elapsed_time": "0:01:46", "remaining_time": "0:51:14", "throughput": 812.5, "total_tokens": 86144}',
      gives: {
        step: 10,
        total_steps: 300,
        epoch: 0.29,
        metrics: { loss: 2.28, learning_rate: 2.5e-6, tokens_per_second: 812.5, total_tokens: 86144 },
        progress: { current: 10, total: 300, percent: 3.33, elapsed_s: 106, remaining_s: 3074 },
      },
    },
    {
      line: '{"text": "2024-05-01 | boom\\n", "record": {"level": {"name": "ERROR", "no": 40}, "message": "boom", "name": "a.b", "file": {"name": "b.py"}, "line": 5, "time": {"repr": "x", "timestamp": 1714557600.5}, "process": {"id": 7, "name": "Main"}, "extra": {"rank": 2}}}',
      gives: {
        time: '2024-05-01T10:00:00.500Z',
        level: 'ERROR',
        logger: 'a.b',
        code: 'b.py:5',
        rank: 2,
        message: 'boom',
      },
    },
    {
      line: '{"severity":"WARNING","time":"2024-05-01T10:00:00Z","message":"x","metrics":{"train/loss":2.5,"lr":1e-5},"step":4}',
      gives: { level: 'WARNING', step: 4, metrics: { loss: 2.5, learning_rate: 1e-5 } },
    },
  ],
  read(text, entry) {
    // A Python dict is no JSON, and a parse that fails costs more than all other formats together: look before.
    if (!/^\{\s*["}]/.test(text) || (!text.endsWith('}') && !text.trimEnd().endsWith('}'))) return undefined
    const value = parseLoosely(text, entry)
    return value === undefined ? undefined : noteStructured(value, text, entry)
  },
}

function parseLoosely(text: string, entry: Entry): Record<string, unknown> | undefined {
  try {
    return parseJson(text, entry) as Record<string, unknown>
  } catch {
    if (!/NaN|Infinity|nan|inf/.test(text)) return undefined
  }
  try {
    const strict = text.replace(TOKEN, token => (token.startsWith('"') ? token : `"${token}"`))
    return parseJson(strict, entry) as Record<string, unknown>
  } catch {
    return undefined // a Python dict, or cut short
  }
}
