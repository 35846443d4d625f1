/**
 * The path prefix the console lives under, without a trailing slash. The build leaves this placeholder; the process
 * replaces it in the built files when it starts (see next.config.js and VARDIA_BASE_PATH).
 */
export const basePath: string = '/__VARDIA_BASE__'
