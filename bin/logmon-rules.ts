import { main } from '../lib/cli/main.ts'
import { rules } from '../lib/programs/rules.ts'

void main(rules)
