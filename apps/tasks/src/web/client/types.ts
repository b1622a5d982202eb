// What the server answers, as far as the page reads it. `../client-types.test-d.ts` holds it against the server's own types.

export type Role = 'owner' | 'admin' | 'member' | 'viewer'
export type Permission =
  | 'project:read'
  | 'project:write'
  | 'project:delete'
  | 'task:read'
  | 'task:write'
  | 'task:export'
export type Feature = 'comments' | 'export'

export interface Me {
  id: string
  email: string | null
  name: string | null
  organizationId: string | null
  role: string | null
  permissions: string[]
}

export interface Info {
  name: string
  features: string[]
}

export interface Project {
  id: string
  name: string
}

export type Status = 'todo' | 'doing' | 'done'

export interface Task {
  id: string
  projectId: string
  title: string
  description: string
  status: Status
  assignee: string | null
  /** YYYY-MM-DD. */
  dueDate: string | null
  position: number
  version: number
}

export interface Comment {
  id: string
  author: string | null
  body: string
  createdAt: string
}

/** An event of the stream; `reset` alone says that some were missed. */
export interface Change {
  type: string
  projectId?: string
  taskId?: string
  version?: number
  /** Who did it; null for whoever has no account any more. */
  actor?: string | null
}

// What Better Auth answers.

export interface Organization {
  id: string
  name: string
}

export interface Member {
  id: string
  userId: string
  role: string
  user: { name: string; email: string }
}

export interface Invitation {
  id: string
  email: string
  role: string
  status: string
  /** A moment. */
  expiresAt: string
}
