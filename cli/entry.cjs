#!/usr/bin/env node
// What the package's commands start with. An older Node must be able to read this file, so that it can say that it is too
// old; what it could not read is in load.cjs.
'use strict'

var least = [22, 19]
var found = process.versions.node.split('.').map(Number)

if (found[0] < least[0] || (found[0] === least[0] && found[1] < least[1])) {
  process.stderr.write(
    'vardia: needs Node ' +
      least.join('.') +
      ' or newer, and this is ' +
      process.versions.node +
      '. Get one from https://nodejs.org\n',
  )
  process.exitCode = 1
} else {
  require('./load.cjs')
}
