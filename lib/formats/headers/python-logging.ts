import { LEVEL_WORDS } from '../../record/level.ts'
import { patternHeader } from '../pattern-header.ts'

/**
 * `%(asctime)s - %(name)s - %(levelname)s - `, the layout of the Python documentation's how-to; torchtitan puts
 * `[titan] ` before it.
 */
export const pythonLogging = patternHeader({
  name: 'python-logging',
  source: 'https://docs.python.org/3/howto/logging.html',
  starts: '0-9[',
  pattern: new RegExp(
    `^(?:\\[[\\w.-]{1,40}\\] ?)?(?<time>\\d{4}-\\d\\d-\\d\\d[ T]\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d{1,9})?(?:Z|[+-]\\d\\d:?\\d\\d)?) - (?:(?<logger>[^\\s[-][^\\s[]{0,120})(?:\\[(?<code2>[\\w./<>-]{1,160}:\\d{1,7})\\])? - |\\[(?<code3>[\\w./<>-]{1,160}:\\d{1,7})\\] - )?(?:(?<code>[\\w./<>-]+:\\d+) - )?(?<level>${LEVEL_WORDS}) (?:-|::) `,
  ),
  samples: [
    {
      line: '2024-07-17 00:18:20,685 - my.module - WARNING - low memory',
      gives: { time: '2024-07-17T00:18:20.685Z', level: 'WARNING', logger: 'my.module', format: 'python-logging' },
    },
    {
      line: '2026-01-02 03:04:05,678 - mindformers[mindformers/core/callback.py:529] - INFO - saving',
      gives: { level: 'INFO', logger: 'mindformers', code: 'mindformers/core/callback.py:529' },
    },
    {
      line: '2026-01-02 03:04:05,678 - [mindformers/x.py:529] - INFO - saving',
      gives: { level: 'INFO', code: 'mindformers/x.py:529', format: 'python-logging' },
    },
    {
      line: '[titan] 2026-05-19 22:42:46,086 - root - INFO - Training starts at step 1',
      gives: { time: '2026-05-19T22:42:46.086Z', level: 'INFO', logger: 'root', format: 'python-logging' },
    },
  ],
})
