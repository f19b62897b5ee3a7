import { main } from '../lib/cli/main.ts'
import { redact } from '../lib/programs/redact.ts'

void main(redact)
