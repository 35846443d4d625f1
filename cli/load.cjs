'use strict'

// The program tells its own failures; what ends here kept it from being read at all.
import('./main.js').catch((error) => {
  const words = String(error?.message ?? error).replace(/\s+/g, ' ')
  process.stderr.write(
    `vardia: The package is damaged (${words}). Install it again, for example with "npm install --global vardia".\n`,
  )
  process.exitCode = 1
})
