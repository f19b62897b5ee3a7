import { patternHeader } from '../pattern-header.ts'

/**
 * What Python's warnings module prints: `file:line: Category: text`, and on the next line, indented, the source line.
 */
export const pythonWarning = patternHeader({
  name: 'python-warning',
  source: 'https://docs.python.org/3/library/warnings.html#warnings.formatwarning',
  starts: '/A-Za-z<.',
  pattern:
    /^(?<code>(?:[\w./@+-]{1,300}\.py|<[\w .]{1,60}>):\d{1,7}): (?<category>[A-Za-z_.]{0,60}(?:Warning|Deprecated)): /,
  level: 'WARNING',
  samples: [
    {
      line: '/opt/torch/distributed/utils.py:468: UserWarning: Set timeout is now only supported for either nccl or gloo.',
      gives: {
        level: 'WARNING',
        code: '/opt/torch/distributed/utils.py:468',
        format: 'python-warning',
        fields: { category: 'UserWarning' },
      },
    },
    {
      line: '<frozen importlib._bootstrap>:241: FutureWarning: moved',
      gives: { level: 'WARNING', code: '<frozen importlib._bootstrap>:241', format: 'python-warning' },
    },
    {
      line: 'train.py:12: torch.jit.TracerWarning: cast',
      gives: { code: 'train.py:12', fields: { category: 'torch.jit.TracerWarning' } },
    },
  ],
})
