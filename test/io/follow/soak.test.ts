// The built follower over two minutes of writing, rotating, killing, stopping, halting and slow reading (bench/soak.ts):
// what stands on disk comes out, and once where nothing was killed. How many lines that are depends on the machine, the
// verdict does not.
import t from 'tap'
import { runSoak } from '../../../bench/soak.ts'
import { ROTATIONS } from './rotating-writer.ts'

t.test('256 files in two minutes: no line lost or torn, none doubled after a clean stop', async t => {
  const settings = { minutes: 2, seed: 1, files: 256, rotations: ROTATIONS, programs: 'bin' }
  const { written, lost, doubled, torn, status, kills, stops } = await runSoak(settings)
  t.same({ lost, doubled, torn, status }, { lost: [], doubled: [], torn: [], status: 0 })
  t.ok(written > 1000 && kills > 0 && stops > 0, `${written} lines, ${kills} kills, ${stops} clean stops`)
})
