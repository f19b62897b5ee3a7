// npm run bench [-- speed formats memory latency startup follow hostile classify nvrx serve ship leave-out] [--lines N]
// [--runs N] [--wrong] [--seconds N]: prints tables; judges nothing. `fuzz [--minutes N] [--seed N]`, only where it is
// named, fails where a program crashes, writes what is no record, or differs between one process and the pipe; `soak
// [--minutes N] [--seed N] [--files N] [--rotation KIND]... [--programs DIR]` where a followed line is lost, doubled or
// torn.
import { parseArgs } from 'node:util'
import { ROTATIONS } from '../test/io/follow/rotating-writer.ts'
import { classify } from './classify.ts'
import { follow } from './follow.ts'
import { fuzz } from './fuzz.ts'
import { hostile } from './hostile.ts'
import { latency } from './latency.ts'
import { leaveOut } from './leave-out.ts'
import { nvrx } from './nvrx.ts'
import { serve } from './serve.ts'
import { ship } from './ship.ts'
import { soak } from './soak.ts'
import { formats, memory, speed } from './speed.ts'
import { startup } from './startup.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    lines: { type: 'string', default: '1000000' },
    runs: { type: 'string', default: '5' },
    wrong: { type: 'boolean', default: false },
    minutes: { type: 'string', default: '30' },
    seconds: { type: 'string', default: '30' },
    seed: { type: 'string', default: '1' },
    files: { type: 'string', default: '256' },
    programs: { type: 'string', default: 'bin' },
    rotation: { type: 'string', multiple: true, default: [...ROTATIONS] },
  },
})
const lines = Number(values.lines)
const runs = Number(values.runs)

const parts: Readonly<Record<string, () => Promise<void> | void>> = {
  speed: () => speed(lines, runs),
  formats: () => formats(Math.ceil(lines / 10), Math.min(runs, 3)),
  memory: () => memory(lines),
  latency: () => latency(510),
  startup: () => startup(Math.max(runs, 15)),
  follow: () => follow(lines, Math.min(runs, 3)),
  hostile: () => hostile(),
  classify: () => classify(lines, Math.min(runs, 5)),
  nvrx,
  serve: () => serve(Number(values.seconds)),
  ship: () => ship(Math.ceil(lines * 0.3), Math.min(runs, 3)),
  'leave-out': () => leaveOut(values.wrong),
}
const [minutes, seed, files] = [Number(values.minutes), Number(values.seed), Number(values.files)]
const rotations = ROTATIONS.filter(how => values.rotation.includes(how))
const named: typeof parts = {
  ...parts,
  fuzz: () => fuzz(minutes, seed),
  soak: () => soak({ minutes, seed, files, rotations, programs: values.programs }),
}
for (const name of positionals.length > 0 ? positionals : Object.keys(parts)) {
  const part = named[name]
  if (part === undefined) throw new Error(`no part "${name}"; there are ${Object.keys(named).join(', ')}`)
  await part()
}
