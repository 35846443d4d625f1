import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * How Kubernetes' types are written as protobuf, from the `generated.proto` files of the Go modules: by a message's full
 * name its fields, each as `number name type`, where the type of a list begins with `[]` and that of a map is
 * `map<key,value>`. Gives one JSON text, a message a line.
 */
export async function buildWire(
  folders: readonly { readonly path: string; readonly prefix: string }[],
): Promise<string> {
  const lines: string[] = []
  for (const { path, prefix } of folders) {
    for (const file of await listProtos(path)) {
      const source = await readFile(join(path, file), 'utf8')
      const name = `${prefix}.${file.replace(/\/generated\.proto$/, '').replaceAll('/', '.')}`
      for (const [, message = '', body = ''] of source.matchAll(/^message (\w+) \{\n([\s\S]*?)^\}/gm)) {
        lines.push(`${JSON.stringify(`${name}.${message}`)}:${JSON.stringify(readFields(body, name))}`)
      }
    }
  }
  return `{\n${lines.sort().join(',\n')}\n}\n`
}

async function listProtos(folder: string): Promise<string[]> {
  const files = await readdir(folder, { recursive: true })
  // Versions in which nothing is served, and types of tests, are nobody's.
  return files
    .filter((file) => file.endsWith('generated.proto') && !/v\d+(alpha|beta)|testapigroup/.test(file))
    .sort()
}

function readFields(body: string, scope: string): string[] {
  const fields = body.matchAll(/^ {2}(repeated |optional )?(map<.+?>|[\w.]+) (\w+) = (\d+);/gm)
  return [...fields].map(([, label = '', type = '', name = '', number = '']) => {
    const list = label.startsWith('repeated') ? '[]' : ''
    return `${number} ${name} ${list}${qualify(type, scope)}`
  })
}

const scalars = ['string', 'int32', 'int64', 'uint32', 'uint64', 'bool', 'bytes', 'double', 'float']

function qualify(type: string, scope: string): string {
  if (type.startsWith('map<')) {
    const [, key = '', value = ''] = /^map<(.+?), ?(.+)>$/.exec(type) ?? []
    return `map<${key},${qualify(value, scope)}>`
  }
  if (scalars.includes(type)) return type
  return type.startsWith('.') ? type.slice(1) : type.includes('.') ? type : `${scope}.${type}`
}
