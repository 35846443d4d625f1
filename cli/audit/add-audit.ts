import type { Command } from 'commander'
import { outputOption } from '#cli/print.ts'
import type { Flags } from '#cli/settings.ts'

/** The code of the commands is loaded when they are run, as that of all others. */
export function addAudit(program: Command): void {
  const audit = program.command('audit').description('look at the audit trail of a console, in its database')
  const place = (command: Command) =>
    command
      .option('--data-dir <folder>', "folder of the console's database (VARDIA_DATA_DIR)")
      .option('--database-url <url>', 'its PostgreSQL instead (VARDIA_DATABASE_URL)')
  place(
    audit
      .command('verify')
      .description('say whether every row is as it was written, or name the first that is not')
      .option('--expect <row:hash>', 'a row and its hash as you noted them elsewhere', undefined)
      .action(async (flags: Flags) => (await import('#cli/audit/verify.ts')).verifyTrail(flags)),
  ).addHelpText(
    'after',
    `
Ends with 0 when the trail is whole, with 1 when a row was changed, removed, swapped or put in. The last line has the newest
row and its hash: noted elsewhere, they show later that nobody wrote the whole trail anew.

Examples:
  vardia audit verify
  vardia audit verify --database-url postgres://vardia@db/vardia
  vardia audit verify --expect 4711:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
`,
  )
  place(
    audit
      .command('export')
      .description('write every row, the oldest first')
      .addOption(outputOption(['json', 'csv'], 'json'))
      .action(async (flags: Flags) => (await import('#cli/audit/export.ts')).exportTrail(flags)),
  ).addHelpText(
    'after',
    `
Examples:
  vardia audit export > audit.jsonl            one JSON object a line
  vardia audit export -o csv > audit.csv
  vardia audit export | jq -r 'select(.outcome == "refused") | .who'
`,
  )
}
