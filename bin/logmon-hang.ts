import { main } from '../lib/cli/main.ts'
import { hang } from '../lib/stages/hang.ts'

void main(hang)
