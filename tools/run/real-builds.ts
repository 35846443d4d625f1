import type { Built } from '#e2e/real/servers/build-programs.ts'

/** How `npm run real` and `npm run test:real` end where there is no Go. */
export const withoutGoExitCode = 3

/** Says what is needed, on stderr. */
export function tellWithoutGo(): void {
  console.error(
    [
      'The real servers are built by the Go toolchain, which is not here: no `go` is in PATH.',
      'Install Go 1.26 or newer (https://go.dev/dl) and let it reach its module proxy (GOPROXY).',
      'The first build takes about fifteen minutes on two cores, and 3 GB of disk; later ones are kept.',
    ].join('\n'),
  )
}

/** One line on a build, or on the program that was there. */
export function formatBuilt({ name, seconds }: Built): string {
  return seconds === undefined ? `${name} was built before` : `${name} built in ${seconds.toFixed(0)} s`
}
