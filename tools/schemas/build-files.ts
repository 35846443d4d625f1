import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { parseAllDocuments } from 'yaml'
import { buildKindFacts, buildSchemas, type CustomResourceDefinition } from '#tools/schemas/prune-crd.ts'

export const modules = { 'istio.io/api': 'v1.31.1', 'sigs.k8s.io/gateway-api': 'v1.6.0' } as const

/**
 * The folder of each Go module, fetched through Go's own client (which checks the module's sum). Throws when Go or
 * its proxy is not there.
 */
export async function fetchModules(): Promise<Record<keyof typeof modules, string>> {
  const wanted = Object.entries(modules).map(([path, version]) => `${path}@${version}`)
  const { stdout } = await promisify(execFile)('go', ['mod', 'download', '-json', ...wanted], {
    timeout: 120_000,
    maxBuffer: 1 << 20,
  })
  // The command prints one JSON object after the other.
  const answers: { Path: string; Dir: string }[] = JSON.parse(`[${stdout.trim().replaceAll('}\n{', '},{')}]`)
  const folder = (path: keyof typeof modules) => {
    const answer = answers.find((each) => each.Path === path)
    if (!answer) throw new Error(`go mod download did not name ${path}`)
    return answer.Dir
  }
  return {
    'istio.io/api': folder('istio.io/api'),
    'sigs.k8s.io/gateway-api': folder('sigs.k8s.io/gateway-api'),
  }
}

/**
 * The CRDs as their projects publish them: Istio's are those of the module; Gateway API's are the standard channel, as
 * its install manifest has them.
 */
export async function listDefinitions(): Promise<readonly CustomResourceDefinition[]> {
  const folders = await fetchModules()
  const standard = join(folders['sigs.k8s.io/gateway-api'], 'config/crd/standard')
  const paths = [
    join(folders['istio.io/api'], 'kubernetes/customresourcedefinitions.gen.yaml'),
    ...(await readdir(standard))
      .filter((name) => name.endsWith('.yaml'))
      .sort()
      .map((name) => join(standard, name)),
  ]
  const texts = await Promise.all(paths.map((path) => readFile(path, 'utf8')))
  return texts
    .flatMap((text) => parseAllDocuments(text).map((document): unknown => document.toJS()))
    .filter(isDefinition)
}

/**
 * The text of each generated file by its name: `custom-kinds.json` with the facts of every kind, and one
 * `<group>.json` with its schemas (`{ [kind]: { [version]: schema or name of the same one } }`).
 */
export async function buildFiles(): Promise<ReadonlyMap<string, string>> {
  const definitions = await listDefinitions()
  const groups: Record<string, Record<string, unknown>> = {}
  for (const definition of definitions) {
    const { group, names } = definition.spec
    groups[group] = { ...groups[group], [names.kind]: buildSchemas(definition) }
  }
  const files = new Map([
    ['custom-kinds.json', formatJson({ from: modules, kinds: definitions.map(buildKindFacts) })],
  ])
  for (const [group, kinds] of Object.entries(groups)) files.set(`${group}.json`, formatJson(kinds))
  return files
}

function isDefinition(document: unknown): document is CustomResourceDefinition {
  return (
    typeof document === 'object' &&
    document !== null &&
    'kind' in document &&
    document.kind === 'CustomResourceDefinition'
  )
}

/** Compact, with one line for each second-level entry, so that a diff names what changed. */
function formatJson(value: Record<string, unknown>): string {
  const lines = Object.entries(value).map(([key, inner]) => {
    const open = `${JSON.stringify(key)}:`
    if (Array.isArray(inner)) return `${open}[\n${inner.map((each) => JSON.stringify(each)).join(',\n')}\n]`
    const entries = Object.entries(inner as Record<string, unknown>) // Each value here is an object by construction.
    return `${open}{\n${entries.map(([name, each]) => `${JSON.stringify(name)}:${JSON.stringify(each)}`).join(',\n')}\n}`
  })
  return `{\n${lines.join(',\n')}\n}\n`
}
