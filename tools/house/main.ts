import { listFaults } from '#tools/house/list-faults.ts'

/** `node tools/house/main.ts`: prints each fault of the tree against the law and exits with 1 where there is one. */
const faults = Object.entries(listFaults()).flatMap(([rule, found]) =>
  found.map((fault) => `${rule}: ${fault}`),
)
for (const fault of faults) console.log(fault)
console.log(
  faults.length === 0 ? 'The house is in order.' : `${faults.length} faults against the law of the house.`,
)
process.exitCode = faults.length === 0 ? 0 : 1
