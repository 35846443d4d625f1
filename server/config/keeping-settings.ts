import * as z from 'zod'

/** Where the console keeps what it must not forget, and for how long. */
export const keepingSettings = {
  /** Folder of the console's own database; `~/` is the home of who runs it, `none` keeps everything in memory. */
  VARDIA_DATA_DIR: z.string().min(1).default('~/.local/share/vardia'),
  /** PostgreSQL instead of a file: `postgres://user:password@host:5432/database`. */
  VARDIA_DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  /** Older changes leave the history, and beyond this number the oldest do. */
  VARDIA_HISTORY_DAYS: z.coerce.number().min(1).max(3_650).default(90),
  VARDIA_HISTORY_CHANGES: z.coerce.number().int().min(100).max(1_000_000).default(20_000),
  /** Older rows leave the audit trail, and beyond this number the oldest do; a seal stands for them. */
  VARDIA_AUDIT_DAYS: z.coerce.number().min(1).max(3_650).default(365),
  VARDIA_AUDIT_ROWS: z.coerce.number().int().min(1_000).max(10_000_000).default(500_000),
  /** Each row of the audit trail as a JSON line on standard output too. */
  VARDIA_AUDIT_STDOUT: z.stringbool().default(false),
}
