import { main } from '../lib/cli/main.ts'
import { parse } from '../lib/stages/parse.ts'

void main(parse)
