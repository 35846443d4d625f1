const { transformSync } = require('esbuild')

/**
 * What the console's stage never calls in Cytoscape, and how each is taken out of its one file (cytoscape 3.34,
 * dist/cytoscape.esm.mjs): graph algorithms, its own layouts (ours run in a worker), the WebGL renderer, pictures in nodes, stylesheets
 * as text and picture files (we write our own). That is 34 kB of 142, packed. A pattern that no longer fits fails the build, so that another version is looked at and not cut blindly.
 */
const cuts = [
  [
    'the list of algorithms',
    /\[elesfn\$\w+, [^\]]*tarjanStronglyConnected\$1\]\.forEach/,
    () => '[].forEach',
  ],
  ['other names of algorithms', /^elesfn\$\w+\.(bfs|dfs|dc\w?|cc\w?|bc) = [\w$. =]+;$/gm, () => ''],
  [
    'the list of layouts',
    /\{\n {2}name: '(?:breadthfirst|circle|concentric|cose|grid|random)',\n {2}impl: \w+\n\}(?:, )?/g,
    () => '',
  ],
  [
    'the methods of layouts',
    /^(BreadthFirst|Circle|Concentric|Cose|Grid|Random)Layout\.prototype\.(\w+) = function/gm,
    (_, layout, method) => `var unused${layout}${method} = function`,
  ],
  [
    'the WebGL renderer',
    /^(CRp\$\w+\.initWebgl) = function[\s\S]*?\n\};$/m,
    (_, name) => `${name} = function () {};`,
  ],
  [
    'pictures, pies and stripes in nodes, stylesheets as text, its own picture files',
    /^((?:CRp\$\w+\.(?:drawInscribedImage|drawPie|drawStripe|bufferCanvasImage|png|jpg)|BRp\$\w+\.getCachedImage|styfn\$\w+\.appendFromString)) = function[\s\S]*?\n\};$/gm,
    (_, name) => `${name} = function () {};`,
  ],
]

/** A loader of Turbopack: Cytoscape's module without what is never called. */
module.exports = function trimCytoscape(source) {
  let text = source
  for (const [what, pattern, replace] of cuts) {
    const trimmed = text.replace(pattern, replace)
    if (trimmed === text)
      throw new Error(`Cytoscape has changed: ${what} was not found. Look at tools/build/trim-cytoscape.cjs.`)
    text = trimmed
  }
  return transformSync(text, { treeShaking: true, format: 'esm', target: 'es2022', minifySyntax: true }).code
}
