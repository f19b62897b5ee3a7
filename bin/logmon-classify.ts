import { classifyFiles, classifyPerformer } from '../lib/cli/classify-files.ts'
import { main } from '../lib/cli/main.ts'
import { classify } from '../lib/programs/classify.ts'

void main(classify, classifyPerformer, classifyFiles)
