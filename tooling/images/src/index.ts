export { assertBudget, type Budget, budgetLine, budgets } from './budgets.ts'
export { type CompileOptions, compileApp } from './compile-app.ts'
export { composeFile, withAppService, withoutAppService } from './compose/app-services.ts'
