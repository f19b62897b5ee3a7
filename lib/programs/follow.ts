import { followSource } from '../io/follow-source.ts'
import { sourceInput } from '../io/input.ts'
import { listOf } from '../options.ts'
import { sourceProgram } from '../program.ts'

export const follow = sourceProgram({
  ...followSource,
  front: {
    takesOwnOptions: true,
    asked: (values, paths) =>
      paths.length > 0 || listOf(values['log-dir']).length > 0 ? { options: values, words: paths } : undefined,
    open: settings => sourceInput(stop => followSource.open(settings, stop)),
  },
})
