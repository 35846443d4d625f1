import { failWith } from '#cli/fail.ts'
import { createProgram } from '#cli/program.ts'

try {
  await createProgram(process.argv).parseAsync(process.argv)
} catch (error) {
  failWith(error)
}
