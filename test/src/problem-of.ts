import { ConfigError, readConfig } from '../../src/config.ts';

/** What a person is told of these settings; `none`: they are right. */
export function problemOf(env: Record<string, string | undefined>): string {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return 'none';
}
