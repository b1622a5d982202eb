import { countOf } from '../../count.ts'
import { findHints } from '../../variables/hints.ts'
import { type Check, ok, problem, warning } from '../check.ts'

/** A start would take the variables as they are, and they are what somebody meant. */
export const environment: Check = {
  name: 'variables',
  needs: ['repository'],
  async run({ sources, variables }) {
    const { variables: known, problems } = await variables()
    const given = known.filter((variable) => variable.given !== undefined)
    const found = [
      ...problems.map((each) => problem(each, '"bun kit env" shows where it comes from')),
      ...findHints(sources, known).map((each) => warning(each, '"bun kit env" shows all of them')),
    ]
    return found.length > 0 ? found : ok(`${countOf(given.length, 'variable')} set, the rest by default`)
  },
}
