const { existsSync, readFileSync } = require('node:fs')
const { basename, dirname, join } = require('node:path')

/**
 * A Turbopack loader for messages/en.json on its way to the browser: every ICU sentence is compiled, so that no parser is
 * sent with it (9 kB gzip), and the sections are left out that only the server words: problems, findings and notices
 * reach the browser worded. On the server the file stays as it is. CommonJS, because the loader runner requires it.
 */
const serverSections = ['problem', 'finding', 'notice']

/**
 * Words of parts that are loaded on first use. They come with those parts, as messages/late.json, whose place this loader
 * fills; see components/shell/late-words.tsx. What is drawn at once must not use them.
 */
const lateSections = [
  'graph.badge',
  'graph.chart',
  'graph.compare',
  'graph.gateway',
  'graph.legend',
  'graph.menu',
  'graph.moments',
  'graph.panel.alertSince',
  'graph.panel.alertState',
  'graph.panel.alerts',
  'graph.panel.app',
  'graph.panel.appIn',
  'graph.panel.calledBy',
  'graph.panel.calls',
  'graph.panel.cluster',
  'graph.panel.dataPlane',
  'graph.panel.direction',
  'graph.panel.directionOf',
  'graph.panel.edgeOf',
  'graph.panel.edges',
  'graph.panel.edgesInside',
  'graph.panel.fold',
  'graph.panel.from',
  'graph.panel.gatewayHosts',
  'graph.panel.identity',
  'graph.panel.location',
  'graph.panel.locked',
  'graph.panel.lockedPart',
  'graph.panel.marks',
  'graph.panel.mtlsTakes',
  'graph.panel.namespaceNamed',
  'graph.panel.noHosts',
  'graph.panel.nodesInside',
  'graph.panel.none.in',
  'graph.panel.none.out',
  'graph.panel.open',
  'graph.panel.operation',
  'graph.panel.rank',
  'graph.panel.rankOf',
  'graph.panel.rest',
  'graph.panel.service',
  'graph.panel.serviceEntry',
  'graph.panel.serviceEntryHosts',
  'graph.panel.services',
  'graph.panel.share',
  'graph.panel.showAllOf',
  'graph.panel.to',
  'graph.panel.version',
  'graph.panel.workload',
  'graph.query.correct',
  'graph.query.edgeOperands',
  'graph.query.fault',
  'graph.query.faultAt',
  'graph.query.forget',
  'graph.query.nodeOperands',
  'graph.query.operand',
  'graph.query.operator',
  'graph.query.preset',
  'graph.query.save',
  'graph.query.saveName',
  'graph.query.saveNeedsName',
  'graph.query.savePlaceholder',
  'graph.query.savedNone',
  'graph.query.savedTitle',
  'graph.query.syntax',
  'graph.query.syntaxTitle',
  'graph.query.use',
  'graph.query.useShort',
  'graph.show',
  'graph.states.allIdle',
  'graph.states.allNamespaces',
  'graph.states.noNamespace',
  'graph.states.noNamespaceTitle',
  'graph.states.noTraffic',
  'graph.states.showIdle',
  'graph.table',
  'graph.take.backToLive',
  'graph.take.missing',
  'graph.take.missingTitle',
  'graph.take.shows',
  'graph.take.snapshot',
  'graph.take.takenBy',
  'graph.trace',
  'shell.session',
  'shell.meshLock.detail',
  'shell.messages.ago',
  'shell.messages.clear',
  'shell.messages.none',
  'shell.sources.lastGood',
  'shell.sources.mayBeOld',
  'shell.sources.notReadable',
  'shell.sources.notServed',
  'shell.sources.notSettable',
  'shell.sources.setVariable',
  'shell.sources.since',
  'shell.sources.state',
  'shell.sources.toDiagnostics',
  'shell.sources.toSetup',
]
/** What of them is drawn at once: the words of the buttons that open the rest. */
const atOnce = [
  'graph.compare.changedInside',
  'graph.legend.label',
  'graph.moments.button',
  'graph.show.label',
]

/**
 * en.json is what every page fetches, areas/<section>.json a section that comes with its own screen alone (see
 * components/shell/area-words.tsx), late.json what comes later still.
 */
module.exports = function compileMessages(source) {
  const done = this.async()
  const name = basename(this.resourcePath, '.json')
  const folder = dirname(this.resourcePath)
  const isArea = basename(folder) === 'areas'
  const catalogue = join(isArea ? dirname(folder) : folder, 'en.json')
  if (name !== 'en' || isArea) this.addDependency(catalogue)
  const messages = JSON.parse(name === 'en' && !isArea ? source : readFileSync(catalogue, 'utf8'))
  compileAll(choose(messages, isArea ? { area: name } : { late: name === 'late' }, dirname(catalogue))).then(
    (compiled) => done(null, JSON.stringify(compiled)),
    (error) => done(error),
  )
}

function choose(messages, { area, late = false }, folder) {
  const isArea = (section) => existsSync(join(folder, 'areas', `${section}.json`))
  const picked = pick(messages, late)
  if (late) return picked
  return Object.fromEntries(
    Object.entries(picked).filter(([section]) => (area === undefined ? !isArea(section) : section === area)),
  )
}

async function compileAll(messages) {
  const { default: compile } = await import('icu-minify/compile')
  const walk = (node) =>
    typeof node === 'string'
      ? compile(node)
      : Object.fromEntries(Object.entries(node).map(([key, value]) => [key, walk(value)]))
  return walk(messages)
}

/** The late sections alone, or all that is neither late nor the server's. */
function pick(messages, late) {
  const walk = (node, path, inLate) => {
    const isLate = (inLate || lateSections.includes(path)) && !atOnce.includes(path)
    if (typeof node === 'string') return isLate === late ? node : undefined
    const kept = Object.entries(node)
      .filter(([key]) => path !== '' || !serverSections.includes(key))
      .map(([key, value]) => [key, walk(value, path === '' ? key : `${path}.${key}`, isLate)])
      .filter(([, value]) => value !== undefined)
    return kept.length > 0 ? Object.fromEntries(kept) : undefined
  }
  return walk(messages, '', false) ?? {}
}
