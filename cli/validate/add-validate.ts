import type { Command } from 'commander'
import { outputOption } from '#cli/print.ts'
import { type Flags, listMeshOptions } from '#cli/settings.ts'

/** The code of the command is loaded when it is run, as that of all others. */
export function addValidate(program: Command): void {
  const validate = program
    .command('validate')
    .description('say what is wrong with configuration in files, before anybody applies it')
    .argument('<file...>', 'files or folders of YAML or JSON; - is standard input')
    .option('-n, --namespace <name>', 'namespace of objects that name none', 'default')
    .option('--cluster', "ask the context's cluster too: its schemas, its other objects, its dry run")
    .addOption(outputOption(['text', 'json', 'yaml'], 'text'))
    .action(async (files: string[], flags: Flags) =>
      (await import('#cli/validate/validate.ts')).validateFiles(files, flags),
    )
    .addHelpText(
      'after',
      `
Examples:
  vardia validate mesh/*.yaml
  helm template shop | vardia validate - -o json
  vardia validate --cluster reviews.yaml
`,
    )
  for (const option of listMeshOptions())
    if (['kubeconfig', 'context'].includes(option.attributeName())) validate.addOption(option)
}
