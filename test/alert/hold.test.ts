// What is kept back, over a virtual clock: nothing is lost without being counted.
import t from 'tap'
import { type HoldReason, type HoldTurn, holdBack, type WhyHeld } from '../../lib/alert/hold.ts'
import type { AlertRecord } from '../../lib/record/types.generated.ts'
import fc from '../fast-check.ts'

type Word = [second: number, word: 'fires' | 'over' | 'reminds' | 'once', episode: number, severity?: 'critical']

const alertOf = ([second, word, episode, severity]: Word): AlertRecord => ({
  kind: 'alert',
  key: `k${episode}`,
  time: new Date(second * 1000).toISOString(),
  state: word === 'over' ? 'resolved' : 'firing',
  summary: `${word} ${episode}`,
  episode,
  ...(severity === undefined ? {} : { severity }),
  ...(word === 'reminds' ? { reminder: 1 } : {}),
  ...(word === 'once' ? { once: true } : {}),
})

function wordsOf(turn: HoldTurn): string {
  if (turn.is !== 'digest') return `${turn.is} ${turn.alert.summary}`
  const named = turn.over.map(({ alert, ended }) => `${alert.summary}${ended === undefined ? ' (lasts)' : ''}`)
  return `digest ${named.join(', ')}${turn.unnamed === 0 ? '' : ` and ${turn.unnamed}`}`
}

/** Plays words at their seconds, and lets time pass until `end`; gives `second turn` in order. */
function play(why: WhyHeld, words: readonly Word[], end = 100): { said: string[]; turns: HoldTurn[]; size: number } {
  const hold = holdBack(why)
  const said: string[] = []
  const turns: HoldTurn[] = []
  let now = 0
  const note = (made: readonly HoldTurn[]): void => {
    turns.push(...made)
    said.push(...made.map(turn => `${now / 1000} ${wordsOf(turn)}`))
  }
  const pass = (until: number): void => {
    for (let due = hold.deadline(now); due !== undefined && due <= until; due = hold.deadline(now)) {
      now = Math.max(now, due)
      note(hold.onDeadline(now))
    }
    now = until
  }
  for (const word of words) {
    pass(word[0] * 1000)
    note(hold.take(alertOf(word), now))
  }
  pass(end * 1000)
  return { said, turns, size: hold.size() }
}

const during =
  (is: HoldReason['is'], from: number, to: number): WhyHeld =>
  (_alert, now) =>
    now >= from * 1000 && now < to * 1000
      ? { is, words: 'w', ...(is === 'quiet' ? { until: to * 1000 } : {}) }
      : undefined

t.test('silenced: what still lasts when the silence ends is told then; what is over by then is not', async t => {
  const { said } = play(during('silenced', 10, 20), [
    [5, 'fires', 1],
    [11, 'fires', 2],
    [12, 'fires', 3],
    [13, 'over', 3],
    [14, 'over', 1],
    [40, 'over', 2],
  ])
  t.same(said, [
    '5 tell fires 1',
    '11 keep fires 2',
    '12 keep fires 3',
    '13 replaced fires 3',
    '13 drop over 3',
    '14 tell over 1',
    '20 tell fires 2',
    '40 tell over 2',
  ])
})

t.test('quiet: what is over stands in a digest, what lasts is told, and recoveries wait, too', async t => {
  const { said } = play(during('quiet', 10, 20), [
    [5, 'fires', 1],
    [11, 'fires', 2],
    [12, 'fires', 3, 'critical'],
    [13, 'reminds', 3, 'critical'],
    [14, 'fires', 4],
    [15, 'over', 4],
    [16, 'over', 1],
    [17, 'once', 5],
  ])
  t.same(said, [
    '5 tell fires 1',
    '11 keep fires 2',
    '12 keep fires 3',
    '13 replaced fires 3',
    '13 keep reminds 3',
    '14 keep fires 4',
    '15 keep over 4',
    '16 keep over 1',
    '17 keep once 5',
    '20 tell reminds 3',
    '20 tell fires 2',
    '20 tell over 1',
    '20 tell once 5',
    '20 digest fires 4',
  ])
})

t.test('after a night of many, ten are told one by one and the others named; each recovery is told', async t => {
  const words: Word[] = Array.from({ length: 13 }, (_, index) => [11, 'fires', index])
  const { said } = play(during('quiet', 10, 20), [...words, [30, 'over', 12]])
  t.equal(said.filter(line => line.startsWith('20 tell fires')).length, 10)
  t.ok(said.includes('20 digest fires 10 (lasts), fires 11 (lasts), fires 12 (lasts)'))
  t.equal(said.at(-1), '30 tell over 12')
})

t.test('waiting: told where nobody acknowledges it in time, from the first notice on', async t => {
  const why =
    (acknowledgedAt: number): WhyHeld =>
    ({ state }, now, { firstMs, isTold }) => {
      if (state === 'resolved') return undefined
      if (now >= acknowledgedAt * 1000) return { is: 'acknowledged', words: 'a' }
      return isTold || now >= firstMs + 15_000 ? undefined : { is: 'waiting', words: 'w', until: firstMs + 15_000 }
    }
  const NEVER = 1000
  t.same(
    play(why(NEVER), [
      [0, 'fires', 1],
      [10, 'reminds', 1],
      [40, 'reminds', 1],
      [50, 'over', 1],
      [60, 'fires', 2],
      [70, 'over', 2],
    ]).said,
    [
      '0 keep fires 1',
      '10 replaced fires 1',
      '10 keep reminds 1',
      '15 tell reminds 1',
      '40 tell reminds 1',
      '50 tell over 1',
      '60 keep fires 2',
      '70 replaced fires 2',
      '70 drop over 2',
    ],
  )
  t.same(
    play(why(12), [
      [0, 'fires', 1],
      [20, 'reminds', 1],
      [30, 'over', 1],
    ]).said,
    ['0 keep fires 1', '15 drop fires 1', '20 drop reminds 1', '30 drop over 1'],
    'who sees to it hears no more of it here',
  )
})

t.test('the end: what quiet hours and waiting have kept back is told', async t => {
  const hold = holdBack(during('quiet', 10, 20))
  hold.take(alertOf([11, 'fires', 1]), 11_000)
  hold.take(alertOf([12, 'fires', 2]), 12_000)
  hold.take(alertOf([13, 'over', 2]), 13_000)
  t.equal(hold.size(), 2)
  t.same(hold.release(14_000).map(wordsOf), ['tell fires 1', 'digest fires 2'])
  t.equal(hold.size(), 0)
  t.equal(hold.deadline(15_000), undefined)
})

t.test('a flood: what there is no room for is told or counted, and nothing is lost', async t => {
  const count = 5000
  const hold = holdBack(during('quiet', 0, 1000))
  const counts = { tell: 0, keep: 0, replaced: 0, drop: 0, digest: 0, named: 0 }
  const note = (turns: readonly HoldTurn[]): void => {
    for (const turn of turns) {
      counts[turn.is]++
      if (turn.is === 'digest') counts.named += turn.over.length + turn.unnamed
    }
  }
  for (let episode = 0; episode < count; episode++) note(hold.take(alertOf([1, 'fires', episode]), 1000))
  t.equal(counts.keep, count)
  t.equal(counts.tell, count - 4096, 'the oldest are told, for there is no room')
  note(hold.onDeadline(1_000_000))
  t.equal(counts.tell + counts.named, count)
})

t.test('every notice is told, named, counted or said to be dropped; a recovery follows a beginning', async t => {
  const event = fc.record({
    second: fc.integer({ min: 0, max: 60 }),
    episode: fc.integer({ min: 1, max: 14 }),
    isOver: fc.boolean(),
  })
  const kind = fc.constantFrom<HoldReason['is']>('silenced', 'inhibited', 'quiet')
  fc.assert(
    fc.property(
      fc.array(event, { maxLength: 60 }),
      kind,
      fc.integer({ min: 0, max: 40 }),
      fc.integer({ min: 0, max: 30 }),
      (events, is, from, length) => {
        const begun = new Set<number>()
        const words: Word[] = []
        for (const { second, episode, isOver } of [...events].sort((a, b) => a.second - b.second)) {
          if (isOver && !begun.delete(episode)) continue
          if (!isOver) begun.add(episode)
          words.push([second, isOver ? 'over' : 'fires', episode])
        }
        const { turns, size } = play(during(is, from, from + length), words, 200)
        const told = new Set<string>()
        // Each notice that was taken, with what became of it last.
        let open = 0
        for (const turn of turns) {
          if (turn.is === 'keep') open++
          if (turn.is === 'replaced') open--
          if (turn.is === 'digest')
            for (const { alert, ended } of turn.over) {
              open -= ended === undefined ? 1 : 2
              if (ended === undefined) told.add(alert.key)
            }
          if (turn.is === 'tell' && turn.alert.state === 'firing') told.add(turn.alert.key)
          if (turn.is === 'tell' && turn.alert.state === 'resolved' && !told.delete(turn.alert.key)) return false
        }
        const kept = turns.filter(turn => turn.is === 'keep').map(turn => turn.is === 'keep' && turn.alert)
        const later = new Set(turns.flatMap(turn => (turn.is === 'tell' ? [turn.alert] : [])))
        for (const alert of kept) if (alert !== false && later.has(alert)) open--
        const isTaken = turns.filter(({ is: word }) => word === 'keep' || word === 'drop' || word === 'tell').length
        // Whatever is not over is told in the end, and nothing stays behind.
        return (
          size === 0 && open === 0 && isTaken >= words.length && [...begun].every(episode => told.has(`k${episode}`))
        )
      },
    ),
  )
  t.pass()
})
