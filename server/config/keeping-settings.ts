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
}
