/** `import text from './0000_init.sql' with { type: 'text' }`: a compiled binary carries the file. */
declare module '*.sql' {
  const text: string
  export default text
}
