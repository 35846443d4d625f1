import { readFileSync } from 'node:fs'
import * as z from 'zod'
import { parseRoles, type RoleSettings } from '#server/mesh/roles/parse-roles.ts'
import { isProblem } from '#server/problem.ts'

/** Who has which role; absent where the cluster's rights alone decide. */
export const rolesSetting = z
  .string()
  .min(1)
  .transform((text, context): RoleSettings => {
    const fault = (message: string) => context.addIssue({ code: 'custom', message })
    try {
      return parseRoles(text.trimStart().startsWith('{') ? text : readFileSync(text, 'utf8'))
    } catch (error) {
      if (isProblem(error))
        for (const { path, message } of error.issues ?? []) fault(`${path} ${message}`.trim())
      else fault(`must be a JSON object, or a file of one that can be read (${String(Object(error).code)})`)
      return z.NEVER
    }
  })
  .optional()
