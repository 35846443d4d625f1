/**
 * A Turbopack loader for messages/en.json on its way to the browser: every ICU sentence is compiled, so that no parser is
 * sent with it (9 kB gzip), and the sections are left out that only the server words: problems, findings and notices
 * reach the browser worded. On the server the file stays as it is. CommonJS, because the loader runner requires it.
 */
const serverSections = ['problem', 'finding', 'notice']

module.exports = function compileMessages(source) {
  const done = this.async()
  compileAll(JSON.parse(source)).then(
    (compiled) => done(null, JSON.stringify(compiled)),
    (error) => done(error),
  )
}

async function compileAll(messages) {
  const { default: compile } = await import('icu-minify/compile')
  const walk = (node) =>
    typeof node === 'string'
      ? compile(node)
      : Object.fromEntries(Object.entries(node).map(([key, value]) => [key, walk(value)]))
  return walk(Object.fromEntries(Object.entries(messages).filter(([key]) => !serverSections.includes(key))))
}
