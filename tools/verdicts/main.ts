import { readFileSync } from 'node:fs'
import { formatResults, judgeCases } from '#tools/verdicts/judge-cases.ts'
import { tables } from '#tools/verdicts/tables.ts'

const usage = `npm run verdicts -- TABLE FILE.json
tables: ${tables.map(({ name }) => name).join(', ')}`

const [name, path, ...rest] = process.argv.slice(2)
const table = tables.find((known) => known.name === name)
if (!table || !path || rest.length > 0) {
  console.error(usage)
  process.exit(2)
}

const cases: unknown = JSON.parse(readFileSync(path, 'utf8'))
if (!Array.isArray(cases)) {
  console.error(`${path} does not hold a list of cases`)
  process.exit(2)
}
const results = judgeCases(table, cases)
for (const line of formatResults(results)) console.log(line)
