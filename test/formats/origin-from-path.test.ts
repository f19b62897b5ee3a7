import t from 'tap'
import { originFromPath, PATH_SCHEMES } from '../../lib/formats/origin-from-path.ts'
import fc from '../fast-check.ts'

for (const scheme of PATH_SCHEMES) {
  t.test(`every sample of ${scheme.name} gives its origin, by its own pattern and no earlier one`, async t => {
    for (const { path, origin } of scheme.samples) {
      t.same(originFromPath(path), origin, path)
      t.equal(PATH_SCHEMES.find(({ pattern }) => pattern.test(path))?.name, scheme.name, path)
    }
  })
}

t.test('a rotated or compressed file tells what the live one tells', async t => {
  for (const suffix of ['.1', '.12.gz', '-20260102', '-20260102.zst', '.gz', '-20260102-1767322445.gz'])
    t.same(originFromPath(`logs/worker-rank4-mini2.log${suffix}`), { rank: 4, node: 'mini2' }, suffix)
})

t.test('a name that follows no scheme tells nothing', async t => {
  for (const path of ['train.log', 'logs/franking3.log', 'server.log', 'run-20260102.log', 'crank7.log', '', '/'])
    t.same(originFromPath(path), {}, path)
})

t.test('hostile paths never throw, and a longer one than any pattern is meant for tells nothing', async t => {
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), path => typeof originFromPath(path) === 'object'),
      { numRuns: 500 },
    ),
  )
  t.same(originFromPath(`${'a'.repeat(1024)}/rank7.log`), {})
  for (const unit of ['a-1', 'rank_', '_', '1-', 'host_1_a/', 'a-11-a', 'a_0123456789-'])
    t.type(originFromPath(unit.repeat(1024 / unit.length)), 'object', unit)
})
