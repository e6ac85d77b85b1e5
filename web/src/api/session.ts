// Who is signed in.
import { signal } from '@preact/signals'
import { ApiError, get, send } from './client'
import type { User } from './types'

/** `undefined` until the server has said; `null` for a visitor. */
export const user = signal<User | null | undefined>(undefined)

type SessionBody = { user: User | null } | User

function userOf(body: SessionBody): User | null {
  return 'user' in body ? body.user : body
}

export async function loadSession(): Promise<void> {
  try {
    user.value = userOf(await get<SessionBody>('/session'))
  } catch (cause) {
    if (!(cause instanceof ApiError)) throw cause
    user.value = null
  }
}

export async function signIn(login: string, password: string): Promise<void> {
  user.value = userOf((await send<SessionBody>('POST', '/session', { body: { login, password } })).data)
}

export async function signOut(): Promise<void> {
  await send('DELETE', '/session')
  user.value = null
}

export async function changePassword(old: string, fresh: string): Promise<void> {
  await send('POST', '/session/password', { body: { old, new: fresh } })
}
