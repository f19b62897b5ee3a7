import { main } from '../lib/cli/main.ts'
import { redact } from '../lib/stages/redact.ts'

void main(redact)
