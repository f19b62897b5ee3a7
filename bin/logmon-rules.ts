import { main } from '../lib/cli/main.ts'
import { rules } from '../lib/stages/rules.ts'

void main(rules)
