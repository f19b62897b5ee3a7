import t from 'tap'
import { firstLooks } from '../../../lib/io/follow/first-looks.ts'

t.test('all parts are waited for, and none twice', async t => {
  const looks = firstLooks()
  const [one, other] = [looks.part(), looks.part()]
  let isOver = false
  const all = looks.all().then(() => {
    isOver = true
  })
  one()
  one()
  await new Promise(resolve => setImmediate(resolve))
  t.equal(isOver, false)
  other()
  await all
  t.equal(isOver, true)
})

t.test('where there is no part nothing is waited for', t => t.resolves(firstLooks().all()))
