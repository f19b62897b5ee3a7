import { teeMain } from '../lib/cli/tee-main.ts'

void teeMain()
