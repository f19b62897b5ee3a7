import { parseLevel } from '../../record/level.ts'
import type { Header } from '../format.ts'

const BRACKETED = /^\[(DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|CRITICAL|FATAL|debug|info|warn|warning|error|critical|fatal) *\] *[:-]? */
const WITH_COLON = /^(DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|CRITICAL|FATAL): +/

/** A line with a level and nothing else: `ERROR: text`, `[WARNING] text`, uvicorn's `INFO:     text`. */
export const levelWord: Header = {
  part: 'header',
  name: 'level-word',
  source: 'https://docs.python.org/3/howto/logging.html',
  starts: '[DINWECF',
  samples: [
    { line: '[ERROR] Script not found', gives: { level: 'ERROR', format: 'level-word' } },
    { line: 'WARNING: All log messages before absl::InitializeLog() is called are written to STDERR', gives: { level: 'WARNING', format: 'level-word' } },
    { line: 'INFO:     Started server process', gives: { level: 'INFO', format: 'level-word' } },
    { line: '[info] - resuming', gives: { level: 'INFO', format: 'level-word' } },
  ],
  read(text, entry) {
    const match = BRACKETED.exec(text) ?? WITH_COLON.exec(text)
    if (match === null) return undefined
    entry.level = parseLevel(match[1] as string)
    return text.slice(match[0].length)
  },
}
