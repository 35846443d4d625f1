import { listFileFaults } from '#server/config/check-files.ts'
import { type Config, configSchema } from '#server/config/schema.ts'
import { listSignInFaults } from '#server/config/sign-in-settings.ts'
import { parseHealthRates } from '#server/mesh/health/parse-rates.ts'
import { isProblem } from '#server/problem.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** sysexits.h EX_CONFIG: the process cannot start as it is configured. */
export const configExitCode = 78

/** Every fault of the settings at once, one sentence each. */
export class ConfigFaults extends Error {
  override readonly name = 'ConfigFaults'
  readonly faults: readonly string[]

  constructor(faults: readonly string[]) {
    super(['The settings cannot be used:', ...faults.map((fault) => `  ${fault}`)].join('\n'))
    this.faults = faults
  }
}

/** Settings whose name begins like ours but that no setting has: a typing error, not a wish. */
function listUnknown(environment: Environment): string[] {
  const known = Object.keys(configSchema.shape)
  return Object.keys(environment)
    .filter((name) => name.startsWith('VARDIA_') && environment[name] !== undefined && !known.includes(name))
    .sort()
    .map((name) => `${name}: no such setting. There are ${known.join(', ')}.`)
}

/**
 * Reads the settings from the environment; `overrides` win over it, and an empty value counts as not set.
 * Values are never repeated in the faults, since a URL may hold a password. Throws ConfigFaults with all of them.
 */
export function loadConfig(overrides: Environment = {}, environment: Environment = process.env): Config {
  const given = { ...readSmallNames(environment), ...dropUnset(environment), ...dropUnset(overrides) }
  const parsed = configSchema.safeParse(given)
  const faults = [
    ...(parsed.success
      ? []
      : parsed.error.issues.map(({ path, message }) => `${describePlace(path)}${describeFault(message)}`)),
    ...(parsed.success ? listSignInFaults(parsed.data) : []),
    ...listHealthRateFaults(given['VARDIA_HEALTH_RATES']),
    ...listUnknown(given),
  ]
  if (!parsed.success || faults.length > 0) throw new ConfigFaults(faults)
  const fileFaults = listFileFaults(parsed.data)
  if (fileFaults.length > 0) throw new ConfigFaults(fileFaults)
  return parsed.data
}

/** What the schema leaves open of the one setting that has a form of its own; what is no JSON list it has told already. */
function listHealthRateFaults(text: string | undefined): readonly string[] {
  if (text === undefined || !configSchema.shape.VARDIA_HEALTH_RATES.safeParse(text).success) return []
  try {
    parseHealthRates(text)
    return []
  } catch (error) {
    if (!isProblem(error) || !error.issues) throw error
    return error.issues.map(({ path, message }) => `VARDIA_HEALTH_RATES${path}: ${message}`)
  }
}

/** `NAME: `, and which one of a list. */
function describePlace([name, at]: readonly PropertyKey[]): string {
  return typeof at === 'number' ? `${String(name)}: number ${at + 1} ` : `${String(name)}: `
}

function describeFault(message: string): string {
  return message.replace(/^Invalid input: /, '').replace(/^Invalid /, 'is not a valid ')
}

/** Tools agree on both spellings of these three; where both are set the large one wins, as in Go. */
function readSmallNames(environment: Environment): Environment {
  const names = ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY']
  return dropUnset(Object.fromEntries(names.map((name) => [name, environment[name.toLowerCase()]])))
}

function dropUnset(environment: Environment): Environment {
  return Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  )
}
