import { main } from '../lib/cli/main.ts'
import { deliverAlerts } from '../lib/io/deliver/deliver.ts'
import { testChannels } from '../lib/io/deliver/test-channels.ts'
import { alert } from '../lib/programs/alert.ts'

void main(alert, (settings: never) => deliverAlerts(settings), testChannels)
