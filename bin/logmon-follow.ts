#!/usr/bin/env node
import { sourceMain } from '../lib/cli/source-main.ts'
import { followSource } from '../lib/io/follow-source.ts'

await sourceMain(followSource)
