import { sourceMain } from '../lib/cli/source-main.ts'
import { followSource } from '../lib/io/follow-source.ts'

void sourceMain(followSource)
