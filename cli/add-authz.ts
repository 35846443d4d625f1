import { type Command, Option } from 'commander'
import { parsePort } from '#cli/parse-port.ts'
import { outputOption } from '#cli/print.ts'
import { type Flags, listMeshOptions } from '#cli/settings.ts'

/** `vardia authz`: what policies decide, and what others would. The code of a command is loaded when it is run. */
export function addAuthz(program: Command): void {
  const authz = program.command('authz').description('ask the policies of the mesh')
  const collect = (value: string, known: string | undefined) => (known ? `${known}\n${value}` : value)
  const check = authz
    .command('check')
    .description('say whether a request would be let through, which rule decides, and why others do not')
    .option(
      '--from <caller>',
      'NAMESPACE/WORKLOAD, or a principal such as TD/ns/NS/sa/ACCOUNT; nobody of the mesh when absent',
    )
    .option('--to <workload>', 'NAMESPACE/WORKLOAD that is asked')
    .option('--service <service>', 'NAMESPACE/SERVICE that is asked, instead of --to')
    .option('--port <number>', 'port of the service, or with --to of the workload', parsePort)
    .addOption(
      new Option('--protocol <protocol>', 'what the port is taken to speak').choices(['http', 'tcp']),
    )
    .option('--method <method>', 'such as GET; left open when absent, as are the next')
    .option('--path <path>', 'with its query')
    .option('--host <host>', 'the authority')
    .option('-H, --header <name=value>', 'a header; may be repeated', collect)
    .option('--claim <name=value>', 'a claim of a valid token; may be repeated', collect)
    .option('--no-token', 'without a token, rather than left open')
    .option('--source-ip <address>', 'of the direct peer')
    .option('--remote-ip <address>', 'of the original client')
    .addOption(fromFilesOption())
    .addOption(outputOption(['table', 'json', 'yaml'], 'table'))
    .action(async ({ token, files, ...flags }: Flags) =>
      (await import('#cli/authz.ts')).checkAuthorization({ ...flags, noToken: token === false, files }),
    )
    .addHelpText(
      'after',
      `
Ends with 0 when the request is allowed, with 1 when it is not or cannot be told.

Examples:
  vardia authz check --from bookinfo/productpage-v1 --to bookinfo/reviews-v1 --method GET --path /reviews/0
  vardia authz check --service shop/payment --port 8080
  vardia authz check --from cluster.local/ns/shop/sa/checkout --to shop/payment-v1 -H x-env=prod -o json
`,
    )
  for (const option of listMeshOptions()) check.addOption(option)
  addWhatIf(authz)
}

function addWhatIf(authz: Command): void {
  const whatIf = authz
    .command('what-if')
    .description('say what objects that are not saved would refuse or open, on the traffic that was seen')
    .argument('[file...]', 'files or folders of YAML or JSON; - is standard input')
    .option(
      '--remove <object>',
      'KIND/NAMESPACE/NAME of the cluster, as if it were removed; may be repeated, not with files',
      (value: string, known: string | undefined) => (known ? `${known}\n${value}` : value),
    )
    .option('--enforce', 'as if policies of dry run were in force')
    .option('--range <duration>', 'window of the traffic, such as 10m or 2h', '10m')
    .addOption(fromFilesOption())
    .addOption(outputOption(['table', 'json', 'yaml'], 'table'))
    .action(async (given: string[], flags: Flags) =>
      (await import('#cli/what-if.ts')).printWhatIf(given, flags),
    )
    .addHelpText(
      'after',
      `
Ends with 0 when nothing more would be refused, opened or left to chance, else with 1, as for a text that Istio refuses.

Examples:
  vardia authz what-if deny-checkout.yaml
  vardia authz what-if --remove AuthorizationPolicy/bookinfo/allow-reviews -o json
  kubectl kustomize policies | vardia authz what-if - --range 1h
`,
    )
  for (const option of listMeshOptions()) whatIf.addOption(option)
}

function fromFilesOption(): Option {
  return new Option('--files <path>', 'look at files instead of a cluster, as vardia run --from does')
}
