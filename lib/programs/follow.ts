import { followSource } from '../io/follow-source.ts'
import { sourceInput } from '../io/input.ts'
import { listOf } from '../options.ts'
import { sourceProgram } from '../program.ts'

/** Serving another host is a talk over standard input and output, and no part of a run. */
const { serve, ...inRun } = followSource.options

export const follow = sourceProgram({
  ...followSource,
  front: {
    ownOptions: inRun,
    asked: (values, paths) =>
      paths.length > 0 || listOf(values['log-dir']).length > 0
        ? { options: { ...values, serve: false }, words: paths }
        : undefined,
    open: (settings, _say, stagesBefore) =>
      sourceInput(stop =>
        followSource.open(stagesBefore === undefined ? settings : { ...settings, stagesBefore }, stop),
      ),
  },
})
