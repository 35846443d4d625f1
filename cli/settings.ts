import { Option } from 'commander'
import { loadConfig } from '#server/config/load.ts'
import type { Config } from '#server/config/schema.ts'

/** What the flags of a command say, by commander's names for them. */
export type Flags = Readonly<Record<string, string | boolean | undefined>>

interface Setting {
  /** As commander takes it. */
  readonly flag: string
  /** The variable that sets the same; the flag wins. */
  readonly variable: string
  readonly words: string
}

const settings: readonly Setting[] = [
  { flag: '--kubeconfig <file>', variable: 'KUBECONFIG', words: 'kubeconfig to use' },
  { flag: '--context <name>', variable: 'VARDIA_CONTEXT', words: 'context of the kubeconfig to use' },
  {
    flag: '-n, --namespaces <names>',
    variable: 'VARDIA_NAMESPACES',
    words: 'namespaces to look at, comma-separated; all that you may see when absent',
  },
  { flag: '--prometheus-url <url>', variable: 'VARDIA_PROMETHEUS_URL', words: 'Prometheus of the mesh' },
  { flag: '--tracing-url <url>', variable: 'VARDIA_TRACING_URL', words: 'Jaeger or Tempo of the mesh' },
  { flag: '--grafana-url <url>', variable: 'VARDIA_GRAFANA_URL', words: 'Grafana, for links' },
  { flag: '--perses-url <url>', variable: 'VARDIA_PERSES_URL', words: 'Perses, for links' },
  {
    flag: '--istiod-url <urls>',
    variable: 'VARDIA_ISTIOD_URL',
    words: 'istiods of the mesh, comma-separated',
  },
]

/** The options that say which mesh is looked at, for every command that looks at one. */
export function listMeshOptions(): readonly Option[] {
  return settings.map(({ flag, variable, words }) => new Option(flag, `${words} (${variable})`))
}

/**
 * The settings: flags before the environment before defaults; a flag given as an empty text counts as not given. Throws
 * ConfigFaults with all faults.
 */
export function readSettings(flags: Flags, fixed: Readonly<Record<string, string>> = {}): Config {
  const given = settings.map(({ flag, variable }) => {
    const value = flags[new Option(flag).attributeName()]
    return [variable, typeof value === 'string' ? value : undefined] as const
  })
  return loadConfig({ ...Object.fromEntries(given), ...fixed })
}
