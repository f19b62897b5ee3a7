import { parseLevel } from '../../record/level.ts'
import type { Header } from '../format.ts'
import { takeTokens } from '../header-tokens.ts'

const WORD =
  /^(?:(?:\[([A-Za-z][\w.-]{0,60})\] ?)?\[(DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|CRITICAL|FATAL|debug|info|warn|warning|error|critical|fatal|Debug|Info|Warning|Error|Fatal|ERR|WRN|DBG|INF|CRIT|FTL|DD|II|WW|EE|FF|WA|ER) *(?::([\w.-]{1,80}))?\] *|(DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|CRITICAL|FATAL)(?:: +|\||(?: \||:)? +(?=\S))|(LOG|VLOG)(?:\[\d{1,2}\])? (?=\(\S{1,200}\) ))/

/**
 * A line with a level and no time: `ERROR: text`, `[WARNING] text`, `[launcher][ERROR] text`, `INFO text`, uvicorn's
 * `INFO:     text`.
 */
export const levelWord: Header = {
  part: 'header',
  name: 'level-word',
  source: 'https://docs.python.org/3/howto/logging.html',
  starts: '[DINWECFLV',
  samples: [
    { line: '[ERROR] Script not found', gives: { level: 'ERROR', format: 'level-word' } },
    {
      line: 'WARNING: All log messages before absl::InitializeLog() is called are written to STDERR',
      gives: { level: 'WARNING', format: 'level-word' },
    },
    { line: 'INFO:     Started server process', gives: { level: 'INFO', format: 'level-word' } },
    {
      line: '[primus-slurm-entry][ERROR] No script',
      gives: { level: 'ERROR', logger: 'primus-slurm-entry', format: 'level-word' },
    },
    { line: '[INFO:tool] hello', gives: { level: 'INFO', logger: 'tool', format: 'level-word' } },
    { line: 'INFO|resuming', gives: { level: 'INFO', format: 'level-word' } },
    {
      line: 'LOG (nnet3-train[5.5.1]:PrintStats():nnet-training.cc:192) 128 jobs',
      gives: { level: 'INFO', format: 'level-word' },
    },
    { line: '[info] - resuming', gives: { level: 'INFO', format: 'level-word' } },
    {
      line: 'ERROR [rank 3] [train.py:12] boom',
      gives: { level: 'ERROR', rank: 3, code: 'train.py:12', format: 'level-word' },
    },
  ],
  read(text, entry) {
    const match = WORD.exec(text)
    if (match === null) return undefined
    const [head, program, bracketed, logger, word, kaldi] = match
    entry.logger ??= logger ?? program
    return takeTokens(text.slice(head.length), entry, parseLevel((bracketed ?? word ?? kaldi) as string))
  },
}
