export { asMember, type MemberOptions } from './as-member.ts'
export { type SignedUp, type SignUpOptions, signUp } from './sign-up.ts'
