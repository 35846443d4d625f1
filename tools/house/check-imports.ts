import type { ImportEdge, SourceFile } from '#tools/house/tree.ts'
import { folderPackages, packageFences, type Room, rooms, testImports, testPackages } from '#tools/house.ts'

/** Whether `path` is `place` or lies below it. */
export function isWithin(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place}/`)
}

/** The room of a file: the longest entry of the table that fits. A test is in the room of what it stands beside. */
export function findRoom(path: string): Room | undefined {
  const beside = path.replace(/\.(test|test-support)(\.tsx?)$/, '$2')
  return rooms
    .filter((room) => isWithin(path, room.path) || beside === room.path)
    .reduce<Room | undefined>(
      (best, room) => (best && best.path.length >= room.path.length ? best : room),
      undefined,
    )
}

/** Files beside the rooms: the configuration of tools at the root, which may import any package. */
function isRootFile(path: string): boolean {
  return !path.includes('/')
}

/** Each import that crosses the table, and each file that has no room. */
export function checkImports(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap((file) => {
    if (isRootFile(file.path)) return []
    const room = findRoom(file.path)
    if (!room) {
      return [
        `${file.path}: no room. Put it into a room of tools/house.ts, or add the room there with an ADR.`,
      ]
    }
    return file.imports.flatMap((edge) => checkEdge(edge, file, room))
  })
}

function checkEdge(edge: ImportEdge, file: SourceFile, room: Room): readonly string[] {
  const at = `${file.path}:${edge.line}`
  if (edge.target !== undefined) {
    if (mayImportTarget(edge, file, room)) return []
    const lists = [...(room.imports ?? []), ...(room.typeImports ?? []).map((each) => `${each} (types)`)]
    return [
      `${at}: ${room.path} may not import ${edge.target}. It may import ${lists.join(', ') || 'only itself'}. ` +
        'Move the code to the room that owns it, pass it in, or change the table with an ADR.',
    ]
  }
  return checkPackage(edge, file, room, at)
}

function mayImportTarget(edge: ImportEdge, file: SourceFile, room: Room): boolean {
  const target = edge.target ?? ''
  const reaches = (places: readonly string[] | undefined) =>
    places?.some((place) => isWithin(target, place)) ?? false
  if (isWithin(target, room.path) || reaches(room.imports)) return isAllowedUseCase(target, file)
  if (edge.typeOnly && reaches(room.typeImports)) return true
  // `present.ts` files of the core turn facts into the contract's words; the core knows them there alone.
  if (edge.typeOnly && isPresenter(file.path) && isWithin(target, 'contract')) return true
  return file.test && testImports.some(({ under, imports }) => isWithin(file.path, under) && reaches(imports))
}

function isPresenter(path: string): boolean {
  return isWithin(path, 'server/mesh') && /(^|\/)present(-[a-z-]+)?\.ts$/.test(path)
}

/** A use case is an answer of its own: it never calls another one, only the context they share. */
function isAllowedUseCase(target: string, file: SourceFile): boolean {
  if (file.test || !isWithin(file.path, 'server/usecases') || !isWithin(target, 'server/usecases'))
    return true
  return !/^server\/usecases\/(read|list|stream|apply|remove)-[a-z-]+\.ts$/.test(target)
}

function checkPackage(edge: ImportEdge, file: SourceFile, room: Room, at: string): readonly string[] {
  const name = edge.packageName ?? ''
  if (name.startsWith('node:')) {
    if (room.node || file.test) return []
    return [
      `${at}: ${room.path} may not import ${name}: it does no I/O. Do the I/O in an adapter and pass the facts in.`,
    ]
  }
  const fence = packageFences[name]
  if (fence && !fence.some((place) => isWithin(file.path, place))) {
    const fenced = file.test ? [...fence, ...testPackages.filter((each) => each === name)] : fence
    if (!fenced.includes(name))
      return [`${at}: ${name} is imported only in ${fence.join(', ')}. Use what that folder offers.`]
  }
  const folder = Object.entries(folderPackages).some(
    ([place, packages]) => isWithin(file.path, place) && packages.includes(name),
  )
  const allowed =
    folder ||
    room.packages?.includes(name) ||
    (edge.typeOnly && room.typePackages?.includes(name)) ||
    (file.test && testPackages.includes(name))
  if (allowed) return checkZod(edge, file, at)
  const list = [...(room.packages ?? []), ...(room.typePackages ?? []).map((each) => `${each} (types)`)]
  return [
    `${at}: ${room.path} may not import ${name}. Its packages are ${list.join(', ') || 'none'}. ` +
      'Use what a neighbour wraps, or change the table with an ADR.',
  ]
}

/** The browser loads the contract, so it takes the 4 kB `zod/mini`, never the 91 kB `zod`. */
function checkZod(edge: ImportEdge, file: SourceFile, at: string): readonly string[] {
  const browser = ['contract', 'components', 'app'].some((place) => isWithin(file.path, place))
  if (!browser || file.test || edge.packageName !== 'zod' || edge.specifier === 'zod/mini') return []
  return [`${at}: the browser loads this room, so it imports zod/mini (4 kB), not ${edge.specifier} (91 kB).`]
}
