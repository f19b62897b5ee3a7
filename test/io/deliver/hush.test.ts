// Silences over a virtual clock: nothing is lost without being counted.
import t from 'tap'
import type { Silence } from '../../../lib/alert/silence.ts'
import { hush } from '../../../lib/io/deliver/hush.ts'
import type { AlertRecord } from '../../../lib/record/types.generated.ts'
import fc from '../../fast-check.ts'

interface World {
  readonly said: string[]
  /** Takes an alert of an episode at a second. */
  take(second: number, state: AlertRecord['state'], episode: number): void
  pass(second: number): void
}

/** Silent from one second to another. */
function worldOf(from: number, to: number): World {
  let now = 0
  const timers = new Map<object, { readonly when: number; readonly fn: () => void }>()
  const said: string[] = []
  const silence: Silence = { id: 's', matchers: [], author: 'a', reason: 'r', startsAt: from * 1000, endsAt: to * 1000 }
  const word = ({ state, episode }: AlertRecord): string => `${state === 'firing' ? 'fires' : 'over'} ${episode}`
  const quiet = hush({
    file: { of: () => (now >= silence.startsAt && now < silence.endsAt ? silence : undefined) },
    clock: {
      now: () => now,
      at(when, fn) {
        const key = {}
        timers.set(key, { when, fn })
        return () => void timers.delete(key)
      },
    },
    tell: alert => void said.push(`${now / 1000} ${word(alert)}`),
    silenced: alert => void said.push(`${now / 1000} silent: ${word(alert)}`),
  })
  function pass(second: number): void {
    for (;;) {
      const due = [...timers].filter(([, { when }]) => when <= second * 1000).sort(([, a], [, b]) => a.when - b.when)[0]
      if (due === undefined) break
      timers.delete(due[0])
      now = due[1].when
      due[1].fn()
    }
    now = second * 1000
  }
  return {
    said,
    pass,
    take(second, state, episode) {
      pass(second)
      quiet.take({ kind: 'alert', key: 'k', state, summary: '', episode })
    },
  }
}

t.test('what still lasts when its silence ends is told then; what is over by then is not', async t => {
  const { said, take, pass } = worldOf(10, 20)
  take(5, 'firing', 1)
  take(11, 'firing', 2)
  take(12, 'firing', 3)
  take(13, 'resolved', 3)
  take(14, 'resolved', 1)
  pass(30)
  take(40, 'resolved', 2)
  t.same(said, [
    '5 fires 1',
    '11 silent: fires 2',
    '12 silent: fires 3',
    '13 silent: over 3',
    '14 over 1',
    '20 fires 2',
    '40 over 2',
  ])
})

t.test('every notice is told or counted, and each recovery that is told follows a beginning that was', async t => {
  const event = fc.record({
    second: fc.integer({ min: 0, max: 60 }),
    episode: fc.integer({ min: 1, max: 4 }),
    isOver: fc.boolean(),
  })
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(
        fc.array(event, { maxLength: 30 }),
        fc.integer({ min: 0, max: 40 }),
        fc.integer({ min: 0, max: 30 }),
        (events, from, length) => {
          const { said, take, pass } = worldOf(from, from + length)
          const begun = new Set<number>()
          let taken = 0
          for (const { second, episode, isOver } of [...events].sort((a, b) => a.second - b.second)) {
            if (isOver && !begun.delete(episode)) continue
            if (!isOver) begun.add(episode)
            take(second, isOver ? 'resolved' : 'firing', episode)
            taken++
          }
          pass(200)
          const words = said.map(line => line.replace(/^\S+ /, ''))
          const silent = words.filter(word => word.startsWith('silent: '))
          const told = new Set<string>()
          for (const word of words) {
            if (word.startsWith('fires')) told.add(word.slice(6))
            if (word.startsWith('over') && !told.delete(word.slice(5))) return false
          }
          // Whatever is not over is told in the end.
          return (
            words.length >= taken && silent.length <= taken && [...begun].every(episode => told.has(String(episode)))
          )
        },
      ),
    ),
  )
})
