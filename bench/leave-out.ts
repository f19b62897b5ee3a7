// Leave one family out: each family of rows (a file of lib/signatures) is switched off in turn, and its own samples and
// the corpus' cases that rest on it are judged with the rest. What comes of them estimates what comes of failures that
// nobody has seen.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { indexWords, type WordIndex } from '../lib/classify/generic/words.ts'
import type { VerdictRecord } from '../lib/record/types.generated.ts'
import { FAMILIES, SIGNATURES } from '../lib/signatures/index.ts'
import { buildMatcher, type Matcher } from '../lib/signatures/matcher.ts'
import { judgeText } from './judge-text.ts'
import { printTable } from './table.ts'

const CORPUS = '../shared/corpus/failures'

/** What a run prints before it fails, and what its launcher prints after: every sample is judged in between. */
const BEFORE = [
  'INFO:root:world size: 8, starting at step 0',
  '/usr/lib/python3.10/site-packages/torch/utils/x.py:33: FutureWarning: `torch.x` is deprecated; it will raise an error in 3.0',
  'gpu-7:811:811 [0] NCCL INFO NET/Plugin: Plugin load returned 2 : libnccl-net.so: cannot open shared object file',
  ' [2026-03-04 05:00:10] iteration        1/    4000 | lm loss: 2.51E+00 | number of nan iterations:   0 |',
  ' [2026-03-04 05:00:15] iteration        2/    4000 | lm loss: 2.50E+00 | number of nan iterations:   0 |',
  ' [2026-03-04 05:00:20] iteration        3/    4000 | lm loss: 2.49E+00 | number of nan iterations:   0 |',
]
const AFTER = [
  'W0304 05:01:12.366000 32974 torch/distributed/elastic/multiprocessing/api.py:900] Sending process 33051 closing signal SIGTERM',
  'E0304 05:01:14.000000 32974 torch/distributed/elastic/multiprocessing/api.py:874] failed (exitcode: 1) local_rank: 3 (pid: 33054) of binary: /usr/bin/python3',
  'Traceback (most recent call last):',
  '  File "/usr/lib/python3.10/site-packages/torch/distributed/launcher/api.py", line 245, in launch_agent',
  '    raise ChildFailedError(',
  'torch.distributed.elastic.multiprocessing.errors.ChildFailedError:',
  'srun: error: gpu-7: task 0: Exited with exit code 1',
]

/** What knows nothing of a family. */
interface Rest {
  readonly matcher: Matcher
  readonly words: WordIndex
}

interface Score {
  cases: number
  root: number
  action: number
  falseStops: number
  primary: number
  readonly wrong: string[]
}

const newScore = (): Score => ({ cases: 0, root: 0, action: 0, falseStops: 0, primary: 0, wrong: [] })

export function leaveOut(showsWrong: boolean): void {
  const all = buildMatcher(SIGNATURES)
  const cases = corpusCases(all)
  const total = newScore()
  const rows: string[][] = []
  const shares = { root: 0, action: 0, falseStops: 0, primary: 0, count: 0 }
  for (const [family, own] of Object.entries(FAMILIES)) {
    // What a caller says is no line of a log.
    if (family === 'outcomes') continue
    const ids = new Set(own.map(row => row.id))
    const kept = SIGNATURES.filter(row => !ids.has(row.id))
    // What the family's samples taught must go with it.
    const rest: Rest = { matcher: buildMatcher(kept), words: indexWords(kept) }
    const score = newScore()
    for (const row of own)
      if (row.role === 'initiator' || row.role === 'symptom')
        for (const sample of row.samples) judgeSample(score, all, rest, sample)
    for (const { text, root, expected, signature } of cases)
      if (ids.has(signature)) add(score, judgeText(rest.matcher, text, rest.words), root, expected)
    if (score.cases === 0) continue
    rows.push([family, ...figures(score)])
    for (const name of ['root', 'action', 'falseStops', 'primary'] as const) {
      total[name] += score[name]
      shares[name] += score[name] / score.cases
    }
    total.cases += score.cases
    shares.count++
    if (showsWrong) for (const text of score.wrong) console.log(`${family}: ${text}`)
  }
  const mean = (name: 'root' | 'action' | 'falseStops' | 'primary'): string =>
    `${((100 * shares[name]) / shares.count).toFixed(1)} %`
  rows.push(['all cases', ...figures(total)])
  rows.push(['mean of families', '', mean('root'), mean('action'), mean('falseStops'), mean('primary')])
  printTable(
    'One family of rows left out: its samples and corpus cases, judged by the rest',
    ['family left out', 'cases', 'root line', 'action', 'false stops', 'primary'].map((head, index) => ({
      head,
      right: index > 0,
    })),
    rows,
  )
}

const figures = ({ cases, root, action, falseStops, primary }: Score): string[] => [
  `${cases}`,
  ...[root, action, falseStops, primary].map(part => `${part} (${Math.round((100 * part) / cases)} %)`),
]

/** A sample counts where all rows together name it, and where it is a failure of its own in this setting. */
function judgeSample(score: Score, all: Matcher, rest: Rest, sample: string): void {
  const lines = sample.split('\n')
  const text = [...BEFORE, ...lines, ...AFTER].join('\n')
  const expected = judgeText(all, text)
  const at = expected.primary?.line
  if (at === undefined || at <= BEFORE.length || at > BEFORE.length + lines.length) return
  add(score, judgeText(rest.matcher, text, rest.words), expected.primary?.text ?? '', expected.action)
}

/**
 * The action is right where it is the one that all rows or the label give, and where a stop was expected and the
 * policy has one restart first.
 */
function add(score: Score, verdict: VerdictRecord, root: string, expected: string): void {
  const isRoot = verdict.primary?.text === root.trim().slice(0, 2000)
  const isRight = verdict.action === expected || (expected === 'stop' && verdict.action === 'restart')
  const isFalseStop = verdict.action === 'stop' && expected !== 'stop'
  score.cases++
  if (isRoot) score.root++
  if (isRight) score.action++
  if (isFalseStop) score.falseStops++
  if (verdict.primary !== undefined) score.primary++
  if (!isRoot || !isRight)
    score.wrong.push(
      `${isRoot ? '' : 'root '}${isRight ? '' : `action ${verdict.action} for ${expected} `}${JSON.stringify(root.slice(0, 110))} named ${JSON.stringify(verdict.primary?.text?.slice(0, 80))} [${verdict.primary?.signature}]`,
    )
}

const ACTION_OF_LABEL: Readonly<Record<string, string>> = { isolate_restart: 'restart_isolate', none: 'unknown' }

/** The corpus' failures with a root line that all rows find, and the row that each rests on. */
function corpusCases(all: Matcher): readonly { text: string; root: string; expected: string; signature: string }[] {
  const labels = readFileSync(join(CORPUS, 'labels.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
  return labels.flatMap(label => {
    if (label.root_cause_line === null || label.decidable_from_text === false) return []
    const text = readFileSync(join(CORPUS, label.file), 'utf8')
    const { primary, action } = judgeText(all, text)
    if (primary === undefined) return []
    const labelled = ACTION_OF_LABEL[label.recommended_action] ?? label.recommended_action
    // Where the scheduler ends a job, waiting is what the label calls a restart.
    const expected = action === 'wait' && labelled === 'restart' ? 'wait' : labelled
    return [{ text, root: label.root_cause_line as string, expected, signature: primary.signature as string }]
  })
}
