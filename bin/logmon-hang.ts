import { main } from '../lib/cli/main.ts'
import { hang } from '../lib/programs/hang.ts'

void main(hang)
