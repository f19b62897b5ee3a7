import { sourceMain } from '../lib/cli/source-main.ts'
import { collectSource } from '../lib/io/collect-source.ts'

void sourceMain(collectSource)
