import { main } from '../lib/cli/main.ts'
import { parse } from '../lib/programs/parse.ts'

void main(parse)
