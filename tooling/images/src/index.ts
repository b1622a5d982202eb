export { assertBudget, type Budget, budgetLine, budgets } from './budgets.ts'
export { type CompileOptions, compileApp } from './compile-app.ts'
