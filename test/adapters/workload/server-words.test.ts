import { expect, test } from 'vitest';
import { systemCodeOf } from '../../../adapters/workload/server-words.ts';

test('the code of what caused it, in each of the forms that Node gives it', () => {
  const coded = (code: string) => Object.assign(new Error('no'), { code });
  expect(systemCodeOf(coded('ECONNREFUSED'))).toBe('ECONNREFUSED');
  // OpenSSL 3.5, of a client certificate that a Docker engine refuses.
  expect(systemCodeOf(coded('ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE'))).toBe(
    'ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE',
  );
  expect(systemCodeOf(new Error('outer', { cause: coded('EPIPE') }))).toBe('EPIPE');
  expect(systemCodeOf(coded('words of a server'))).toBeNull();
});
