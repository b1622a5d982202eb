// Imported before all else: libraries ask for NODE_ENV as they are loaded. A bundler writes `process.env.NODE_ENV` as it
// was at the build, so that a binary built for production is that wherever it is started, unless it is told otherwise.
const { env } = process
if (process.env.NODE_ENV === 'production') env.NODE_ENV ||= 'production'

export {}
