// Property tests take fast-check from here, so that all of them draw the same examples in every run: a test that fails
// by luck of the draw tells nothing about the change before it. To look for new examples, draw others:
// `LOGMON_SEED=random npm test`, or `LOGMON_SEED=17 npm test` to draw those of a run that failed; fast-check prints the
// seed with each failure.
import fc from 'fast-check'

const FIXED_SEED = 20260101

const wanted = process.env['LOGMON_SEED']
if (wanted !== 'random') fc.configureGlobal({ seed: wanted === undefined ? FIXED_SEED : Number(wanted) })

export default fc
