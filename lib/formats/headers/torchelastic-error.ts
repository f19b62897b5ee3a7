import { wordOf } from '../../record/word.ts'
import type { Header } from '../format.ts'
import { parseJson } from '../parse-json.ts'
import { epochStamp } from '../stamp.ts'

/**
 * The error file that a worker of torchrun leaves (error.json): the exception, its traceback and the time in whole
 * seconds. `message` is an object, or plain text where the worker did not say more.
 */
export const torchelasticError: Header = {
  part: 'header',
  name: 'torchelastic-error',
  source:
    'https://github.com/pytorch/pytorch/blob/main/torch/distributed/elastic/multiprocessing/errors/error_handler.py',
  starts: '{',
  samples: [
    {
      line: '{"message": {"message": "RuntimeError: bad", "extraInfo": {"py_callstack": "Traceback (most recent call last):\\n  File \\"a.py\\", line 1, in f\\nRuntimeError: bad\\n", "timestamp": "1714557600"}}}',
      gives: {
        time: '2024-05-01T10:00:00.000Z',
        level: 'ERROR',
        format: 'torchelastic-error',
        message: 'Traceback (most recent call last):\n  File "a.py", line 1, in f\nRuntimeError: bad',
        fields: { error: 'RuntimeError: bad' },
      },
    },
    {
      line: '{"message": {"message": "Signal 15 (SIGTERM) received by PID 77", "errorCode": 143, "extraInfo": {"timestamp": "1714557600"}}}',
      gives: {
        level: 'ERROR',
        message: 'Signal 15 (SIGTERM) received by PID 77',
        fields: { error: 'Signal 15 (SIGTERM) received by PID 77', errorCode: 143 },
      },
    },
    {
      line: '{"message": "Worker failed", "extraInfo": {"timestamp": "1714557600"}}',
      gives: { level: 'ERROR', message: 'Worker failed', time: '2024-05-01T10:00:00.000Z' },
    },
  ],
  read(text, entry) {
    if (!text.startsWith('{"message"') || !text.includes('"extraInfo"')) return undefined
    let value: { message?: unknown; extraInfo?: unknown }
    try {
      value = parseJson(text, entry) as typeof value
    } catch {
      return undefined // cut short
    }
    const inner =
      typeof value.message === 'object' && value.message !== null
        ? (value.message as Record<string, unknown>)
        : { ...value }
    const { message, extraInfo, ...rest } = inner as { message?: unknown; extraInfo?: Record<string, unknown> }
    if (typeof message !== 'string' || typeof extraInfo !== 'object' || extraInfo === null) return undefined
    entry.stamp = epochStamp(wordOf(extraInfo['timestamp'])) ?? entry.stamp
    entry.level = 'ERROR'
    const stack = extraInfo['py_callstack']
    entry.message =
      typeof stack === 'string' && stack.trim() !== ''
        ? (stack.includes(message) ? stack : `${message}\n${stack}`).trimEnd()
        : message
    entry.fields = { ...entry.fields, error: message, ...rest }
    entry.complete = true
    return ''
  },
}
