import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { tellAccess } from '#tools/bench/access.ts'
import { benchGraph, type GraphRow } from '#tools/bench/graph.ts'
import { tellPreview } from '#tools/bench/preview.ts'
import { benchQuiet, type QuietRow } from '#tools/bench/quiet.ts'
import { tellSlowSockets } from '#tools/bench/slow-sockets.ts'
import { tellGraphBrowser } from '#tools/bench/tell-graph-browser.ts'
import { tellLists } from '#tools/bench/tell-lists.ts'
import { tellLogs } from '#tools/bench/tell-logs.ts'
import { buildConsole } from '#tools/build/build-console.ts'

const usage =
  'npm run bench -- graph [--sizes 20,200,1000] [--per-namespace 20] [--seed 1] | graph-browser [--seed 1] [--rounds 3] [--shots FOLDER] | quiet [--minutes 10] | lists [--seed 1] | logs | access | preview | sockets'

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    sizes: { type: 'string', default: '20,200,1000' },
    seed: { type: 'string', default: '1' },
    'per-namespace': { type: 'string' },
    minutes: { type: 'string', default: '10' },
    rounds: { type: 'string', default: '3' },
    shots: { type: 'string' },
  },
})
const sizes = values.sizes.split(',').map(Number)
const seed = Number(values.seed)
const minutes = Number(values.minutes)
const rounds = Number(values.rounds)
const perNamespace = values['per-namespace'] === undefined ? undefined : Number(values['per-namespace'])
const [what = ''] = positionals
const numbers = [...sizes, seed, minutes, rounds, perNamespace ?? 1]
if (
  !['graph', 'graph-browser', 'quiet', 'lists', 'logs', 'access', 'preview', 'sockets'].includes(what) ||
  !numbers.every((each) => Number.isInteger(each) && each > 0)
) {
  console.error(usage)
  process.exit(2)
}

// Measured in the core alone, without a console.
if (what !== 'access' && what !== 'preview') await buildConsole(console.log)
try {
  if (what === 'quiet') tellQuiet(await benchQuiet(minutes))
  else if (what === 'lists') await tellLists(seed)
  else if (what === 'logs') await tellLogs()
  else if (what === 'access') tellAccess()
  else if (what === 'sockets') await tellSlowSockets()
  else if (what === 'preview') await tellPreview(1_000)
  else if (what === 'graph-browser') await tellGraphBrowser({ seed, rounds, shots: values.shots })
  else {
    console.log(`sizes ${sizes.join(', ')} · seed ${seed} · load before ${loadavg()[0]?.toFixed(2)}`)
    for (const size of sizes) tell(await benchGraph(size, seed, perNamespace))
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

/** One size: what was measured, then each goal with its ratio. */
function tell(row: GraphRow): void {
  const ms = (value: number) => `${value.toFixed(1)} ms`
  const goal = (name: string, value: number, limit: number, unit: string) =>
    console.log(
      `  ${value <= limit ? 'meets' : 'MISSES'} ${name}: ${value.toFixed(1)} of at most ${limit.toFixed(1)} ${unit} (${(value / limit).toFixed(2)})`,
    )
  console.log(
    `\n${row.workloads} workloads in ${row.namespaces} namespaces: ${row.nodes} nodes, ${row.edges} edges, ${row.series} series, load ${row.load.toFixed(2)}`,
  )
  console.log(
    `  Prometheus: plain sum ${ms(row.plainMs)}, the set of ${row.queries} in parallel ${ms(row.setMs)}`,
  )
  console.log(
    `  console: first ${ms(row.firstMs)}, cold ${ms(row.coldMs)} (${(row.coldMs / row.setMs).toFixed(2)} × the set), warm ${ms(row.warmMs)}`,
  )
  console.log(
    `  answer ${row.answerBytes} bytes, ${row.packedBytes} packed; RSS ${row.rssMiB.toFixed(0)} MiB, at most ${row.mostMiB.toFixed(0)}`,
  )
  // At 5,000 workloads joining the answers has its share as well.
  goal('cold', row.coldMs, row.workloads >= 5_000 ? 1.5 * row.setMs : 1.3 * row.setMs + 20, 'ms')
  goal('warm', row.warmMs, 10, 'ms')
  if (row.workloads >= 1000) goal('RSS', row.rssMiB, 350, 'MiB')
}

function tellQuiet({ minutes, answers, asked, lists }: QuietRow): void {
  const others = [...asked].map(([name, count]) => `${name} ${count}`).join(', ')
  console.log(`${minutes} quiet minutes, ${answers} answers to pages: ${others || 'nothing asked'}`)
  console.log(`  ${lists === 0 ? 'meets' : 'MISSES'} LISTs: ${lists} of at most 0`)
  if (lists > 0) process.exitCode = 1
}
