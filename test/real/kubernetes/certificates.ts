/** Certificates for loopback and for clients, by openssl. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { command } from '../command.ts';

/** PEM files. */
export interface Certificate {
  certificate: string;
  key: string;
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-noenc'];

/** `ca.crt` and `ca.key` in a new folder. */
export async function certificateAuthority(folder: string, name = 'leakops-test-ca'): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await command('openssl', [
    ...['req', '-x509', ...newKey, '-days', '30', '-subj', `/CN=${name}`],
    ...['-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=critical,keyCertSign'],
    ...['-keyout', join(folder, 'ca.key'), '-out', join(folder, 'ca.crt')],
  ]);
}

/** Of a server on 127.0.0.1, and of a client whom Kubernetes calls `name`, in the group `group`. */
export async function signedCertificate(
  authority: string,
  subject: { folder: string; name: string; group?: string },
): Promise<Certificate> {
  const { folder, name, group } = subject;
  mkdirSync(folder, { recursive: true });
  const [certificate, key, request, extensions] = ['tls.crt', 'tls.key', 'tls.csr', 'extensions'].map(
    (file) => join(folder, file),
  ) as [string, string, string, string];
  const title = `${group === undefined ? '' : `/O=${group}`}/CN=${name}`;
  await command('openssl', ['req', '-new', ...newKey, '-subj', title, '-keyout', key, '-out', request]);
  writeFileSync(
    extensions,
    'subjectAltName=IP:127.0.0.1,DNS:localhost\nextendedKeyUsage=serverAuth,clientAuth\n',
  );
  await command('openssl', [
    ...['x509', '-req', '-in', request, '-days', '30', '-extfile', extensions, '-CAcreateserial'],
    ...['-CA', join(authority, 'ca.crt'), '-CAkey', join(authority, 'ca.key'), '-out', certificate],
  ]);
  return { certificate, key };
}
