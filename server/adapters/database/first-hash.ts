/** What stands for the hash before the first row of the audit trail. */
export const firstHash = '0'.repeat(64)
