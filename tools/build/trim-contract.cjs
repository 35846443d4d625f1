const { globSync, readFileSync } = require('node:fs')
const { join, relative } = require('node:path')
const { parseSync, visitorKeys } = require('oxc-parser')

const root = join(__dirname, '../..')
/** Of a call's declaration, what the server and the documents read and no browser does. */
const leftOut = new Set(['input', 'output', 'summary'])

/**
 * A loader of Turbopack for a file of the contract on its way to the browser, which asks calls by their name and path and
 * believes the answers, since the server checks its own. So nothing stays but the declarations that the pages reach, and of
 * calls no schema: 6 kB gzip less on every page.
 */
module.exports = function trimContract(source) {
  const { kept } = this.getOptions()
  const path = relative(root, this.resourcePath)
  return trim(path, source, new Set(kept[path] ?? []))
}

/** The loader's options: for each file of the contract the names that the pages reach in it. */
module.exports.listKept = function listKept() {
  const files = new Map(
    globSync('contract/*.ts', { cwd: root })
      .filter((path) => !path.endsWith('.test.ts'))
      .map((path) => [path, readDeclarations(path, readFileSync(join(root, path), 'utf8'))]),
  )
  const kept = {}
  const keep = (path, name) => {
    const file = files.get(path)
    kept[path] ??= []
    const reached = kept[path]
    if (reached.includes(name)) return
    const declaration = file?.declarations.get(name)
    if (!declaration) throw new Error(`${path} has no value ${name}. Look at tools/build/trim-contract.cjs.`)
    reached.push(name)
    for (const used of declaration.uses) {
      if (file.declarations.has(used)) keep(path, used)
      else if (file.imports.has(used)) keep(...file.imports.get(used))
    }
  }
  for (const path of globSync('{components,app}/**/*.{ts,tsx}', { cwd: root })) {
    if (/\.test(-support)?\.tsx?$/.test(path) || path.startsWith('app/api/')) continue
    for (const [file, name] of readImports(parse(path, readFileSync(join(root, path), 'utf8'))).values())
      keep(file, name)
  }
  for (const names of Object.values(kept)) names.sort()
  return kept
}

/** The texts of all files as the browser gets them. */
module.exports.listTrimmed = function listTrimmed(kept) {
  return Object.entries(kept).map(([path, names]) =>
    trim(path, readFileSync(join(root, path), 'utf8'), new Set(names)),
  )
}

function parse(path, source) {
  return parseSync(path, source, { lang: path.endsWith('x') ? 'tsx' : 'ts', sourceType: 'module' }).program
}

/** Local name → file and name, of the values that come from the contract. */
function readImports(program) {
  const imports = new Map()
  for (const { type, importKind, source, specifiers } of program.body) {
    if (type !== 'ImportDeclaration' || importKind === 'type' || !source.value.startsWith('#contract/'))
      continue
    for (const { imported, local, importKind: kind } of specifiers)
      if (kind !== 'type') imports.set(local.name, [source.value.slice(1), imported.name])
  }
  return imports
}

function readDeclarations(path, source) {
  const program = parse(path, source)
  const declarations = new Map()
  for (const statement of program.body) {
    const declared = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
    for (const name of listNames(declared)) {
      const uses = new Set()
      const holes = []
      walk(declared, uses, holes)
      declarations.set(name, { statement, uses, holes })
    }
  }
  return { imports: readImports(program), declarations }
}

function listNames(declared) {
  if (declared?.type === 'FunctionDeclaration') return [declared.id.name]
  if (declared?.type === 'VariableDeclaration') return declared.declarations.map(({ id }) => id.name)
  return []
}

/** Gathers every name in a node, and the places of what calls leave out. */
function walk(node, uses, holes) {
  if (node.type === 'Identifier') uses.add(node.name)
  if (node.type === 'CallExpression' && node.callee.name === 'defineCall') {
    uses.add('defineCall')
    for (const property of node.arguments[0].properties) {
      if (leftOut.has(property.key?.name)) holes.push(property)
      else walk(property, uses, holes)
    }
    return
  }
  for (const key of visitorKeys[node.type] ?? [])
    for (const child of [node[key]].flat()) if (child) walk(child, uses, holes)
}

function trim(path, source, names) {
  const { declarations } = readDeclarations(path, source)
  const wanted = [...declarations].filter(([name]) => names.has(name)).map(([, declaration]) => declaration)
  const uses = new Set(wanted.flatMap((declaration) => [...declaration.uses]))
  const lines = []
  for (const { type, importKind, source: from, specifiers } of parse(path, source).body) {
    if (type !== 'ImportDeclaration' || importKind === 'type') continue
    for (const specifier of specifiers)
      if (specifier.importKind !== 'type' && uses.has(specifier.local.name))
        lines.push(`import ${formatSpecifier(specifier, source)} from '${from.value}'`)
  }
  for (const statement of new Set(wanted.map((declaration) => declaration.statement))) {
    const { holes } = wanted.find((declaration) => declaration.statement === statement)
    let text = ''
    let at = statement.start
    for (const { start, end } of holes) {
      text += source.slice(at, start)
      // The comma behind what is left out goes with it.
      at = source[end] === ',' ? end + 1 : end
    }
    lines.push(text + source.slice(at, statement.end))
  }
  return `${lines.join('\n')}\n`
}

function formatSpecifier({ type, start, end }, source) {
  const text = source.slice(start, end)
  return type === 'ImportSpecifier' ? `{ ${text} }` : text
}
