import t from 'tap'
import { CHAIN, optionsInRun } from '../../lib/cli/chain.ts'
import * as programs from '../../lib/programs/index.ts'

t.test('in logmon run no option of a stage has the name of an option of what stands before the stages', async t => {
  const fronts = Object.values(programs).flatMap(program =>
    'front' in program && program.front !== undefined ? [{ name: program.name, front: program.front }] : [],
  )
  t.ok(fronts.length > 0)
  for (const { name, front } of fronts) {
    const taken = new Set(Object.keys({ ...front.options, ...front.ownOptions }))
    for (const stage of CHAIN) {
      for (const option of Object.keys(optionsInRun(stage)))
        t.notOk(taken.has(option), `--${option} of ${stage.name} and of ${name}`)
    }
  }
})

t.test('an option that several stages have is of one type for all', async t => {
  const types = new Map<string, string>()
  for (const stage of CHAIN) {
    for (const [option, { type }] of Object.entries(optionsInRun(stage))) {
      t.equal(types.get(option) ?? type, type, `--${option} of ${stage.name}`)
      types.set(option, type)
    }
  }
})
