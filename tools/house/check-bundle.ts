import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isWithin } from '#tools/house/check-imports.ts'
import { root, type SourceFile, visit } from '#tools/house/tree.ts'

const serverRooms = [
  'server/adapters',
  'server/usecases',
  'server/http',
  'server/config',
  'server/main.ts',
  'server/mesh',
]
const browserRooms = ['components', 'contract', 'app', 'messages']

/**
 * No script that a browser loads holds server code. Each server room is known by its own sentences: string literals
 * of 24 characters and more, with a space, that no browser room has. Says nothing before the first build.
 */
export function checkBundle(files: readonly SourceFile[], folder = findNewestStatic()): readonly string[] {
  if (folder === undefined || !existsSync(folder)) return []
  const scripts = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.js'))
    .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }))
  const browser = new Set(
    files.filter((file) => browserRooms.some((room) => isWithin(file.path, room))).flatMap(listSentences),
  )
  return files
    .filter((file) => !file.test && serverRooms.some((room) => isWithin(file.path, room)))
    .flatMap((file) => {
      const marks = listSentences(file).filter((sentence) => !browser.has(sentence))
      return scripts
        .filter(({ text }) => marks.some((mark) => text.includes(mark)))
        .map(
          ({ name }) =>
            `${folder}/${name} holds code of ${file.path}. A component imports it, perhaps through the contract: ` +
            'ask a call instead, and build anew.',
        )
    })
}

/** What browsers load of the newest build; tools/build writes its name. */
function findNewestStatic(): string | undefined {
  const builds = join(root, '.cache/console')
  const newest = join(builds, 'newest')
  return existsSync(newest) ? join(builds, readFileSync(newest, 'utf8').trim(), 'pristine/static') : undefined
}

function listSentences(file: SourceFile): readonly string[] {
  const sentences: string[] = []
  visit(file, (node) => {
    const text =
      node.type === 'Literal' && typeof node.value === 'string'
        ? node.value
        : node.type === 'TemplateElement'
          ? node.value.raw
          : ''
    if (text.length >= 24 && text.includes(' ') && !/["'\n\\]/.test(text)) sentences.push(text)
  })
  return sentences
}
