import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { buildWire } from '#tools/schemas/build-wire.ts'

type Fields = Readonly<Record<string, unknown>>

/** The Kubernetes that the demo's API server imitates. */
const kubernetesModules = {
  'k8s.io/kubernetes': 'v1.34.4',
  'k8s.io/api': 'v0.34.4',
  'k8s.io/apimachinery': 'v0.34.4',
} as const

const definitionRoot = '#/components/schemas/'

/** The files of `demo/kubernetes/schemas` by their names: built-in.json, and wire.json, which says how types are protobuf. */
export async function buildBuiltInFiles(): Promise<ReadonlyMap<string, string>> {
  const folders = await fetchFolders()
  const wire = await buildWire([
    { path: folders['k8s.io/api'], prefix: 'k8s.io.api' },
    { path: join(folders['k8s.io/apimachinery'], 'pkg'), prefix: 'k8s.io.apimachinery.pkg' },
  ])
  return new Map([
    ['built-in.json', await buildBuiltIn(folders)],
    ['wire.json', wire],
  ])
}

/**
 * The schemas of Kubernetes' built-in kinds, for the demo's API server: from the OpenAPI documents inside of the module
 * `k8s.io/kubernetes`, without descriptions; references name the definition alone. What Go's types know and OpenAPI
 * does not is added from their source: `omitted` lists the fields that Go leaves out of JSON at their zero value.
 * Gives one JSON text, a definition a line.
 */
async function buildBuiltIn(folders: Folders): Promise<string> {
  const documents = join(folders['k8s.io/kubernetes'], 'api/openapi-spec/v3')
  const names = (await readdir(documents)).filter((name) => /^apis?__.*v\d+_openapi\.json$/.test(name)).sort()
  const schemas = new Map<string, Fields>()
  for (const name of names) {
    // The document's shape is OpenAPI's.
    const document = JSON.parse(await readFile(join(documents, name), 'utf8')) as {
      components?: { schemas?: Record<string, Fields> }
    }
    for (const [key, schema] of Object.entries(document.components?.schemas ?? {})) {
      schemas.set(key, prune(schema))
    }
  }
  const omitted = await readOmitted(folders, [...schemas.keys()])
  const lines = [...schemas]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, schema]) => {
      const own = omitted.get(name) ?? []
      return `${JSON.stringify(name)}:${JSON.stringify(own.length > 0 ? { ...schema, omitted: own } : schema)}`
    })
  return `{"from":${JSON.stringify(kubernetesModules)},"definitions":{\n${lines.join(',\n')}\n}}\n`
}

type Folders = Readonly<Record<keyof typeof kubernetesModules, string>>

async function fetchFolders(): Promise<Folders> {
  const wanted = Object.entries(kubernetesModules).map(([path, version]) => `${path}@${version}`)
  const { stdout } = await promisify(execFile)('go', ['mod', 'download', '-json', ...wanted], {
    timeout: 300_000,
    maxBuffer: 1 << 20,
  })
  const answers: { Path: string; Dir: string }[] = JSON.parse(`[${stdout.trim().replaceAll('}\n{', '},{')}]`)
  const folder = (path: string) => {
    const answer = answers.find((each) => each.Path === path)
    if (!answer) throw new Error(`go mod download did not name ${path}`)
    return answer.Dir
  }
  return {
    'k8s.io/kubernetes': folder('k8s.io/kubernetes'),
    'k8s.io/api': folder('k8s.io/api'),
    'k8s.io/apimachinery': folder('k8s.io/apimachinery'),
  }
}

/** Without descriptions; `allOf` of one reference is that reference. */
function prune(schema: Fields): Fields {
  const pruned: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'description' || key === 'uniqueItems') continue
    if (key === 'allOf' && Array.isArray(value)) Object.assign(pruned, prune(value[0]))
    else if (key === '$ref') pruned[key] = String(value).replace(definitionRoot, '')
    else if (key === 'properties' || key === 'patternProperties') {
      pruned[key] = Object.fromEntries(
        Object.entries(Object(value)).map(([name, each]) => [name, prune(Object(each))]),
      )
    } else if (isRecord(value) && key !== 'default') pruned[key] = prune(value)
    else pruned[key] = value
  }
  return pruned
}

const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The fields of each definition whose Go type is no pointer and whose tag says omitempty. */
async function readOmitted(
  folders: Folders,
  names: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const sources = new Map<string, string>()
  const omitted = new Map<string, readonly string[]>()
  for (const name of names) {
    const [, library = '', path = '', type = ''] =
      /^io\.k8s\.(api|apimachinery)\.(.+)\.(\w+)$/.exec(name) ?? []
    const folder = library === 'api' ? folders['k8s.io/api'] : folders['k8s.io/apimachinery']
    if (type === '') continue
    const file = join(folder, path.replaceAll('.', '/'), 'types.go')
    const source = sources.get(file) ?? (await readFile(file, 'utf8').catch(() => ''))
    sources.set(file, source)
    const fields = findFields(source, type)
    if (fields.length > 0) omitted.set(name, fields)
  }
  return omitted
}

function findFields(source: string, type: string): string[] {
  const [, body = ''] = new RegExp(`^type ${type} struct \\{\\n([\\s\\S]*?)^\\}`, 'm').exec(source) ?? []
  const fields = [...body.matchAll(/^\t(\w+)\s+([^\s`]+)\s+`[^`]*json:"(\w+),omitempty[^`]*`/gm)]
  return fields.filter(([, , kind = '']) => !kind.startsWith('*')).map(([, , , name = '']) => name)
}
