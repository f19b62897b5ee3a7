#!/usr/bin/env node
import { teeMain } from '../lib/cli/tee-main.ts'

await teeMain()
