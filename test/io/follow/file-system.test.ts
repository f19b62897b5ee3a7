// What a look at a file says of it.
import { mkdtempSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { lookAt } from '../../../lib/io/follow/file-system.ts'

t.test('the first file that is looked at has its birth, though it was made just now', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'logmon-look-'))
  // Its birth and its last change are one time on a coarse clock: that alone does not prove that births are known.
  const made = Array.from({ length: 200 }, (_, index) => {
    const path = join(folder, `${index}.log`)
    writeFileSync(path, '')
    return { path, stat: statSync(path, { bigint: true }) }
  })
  const { path, stat } = made.find(({ stat }) => stat.birthtimeNs === stat.ctimeNs) ?? (made[0] as (typeof made)[0])
  const born = stat.birthtimeNs === 0n ? undefined : Number(stat.birthtimeNs / 1000n) / 1000
  t.equal(lookAt(path)?.bornMs, born)
})
