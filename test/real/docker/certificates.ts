/** What an engine that listens on TCP wants: an authority, a server of it and a client of it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { command } from '../command.ts';

/** Folders as `DOCKER_CERT_PATH` has them: `ca.pem`, `cert.pem`, `key.pem`. */
export interface Certificates {
  server: string;
  client: string;
  /** A client, of another authority. */
  stranger: string;
}

export async function makeCertificates(folder: string): Promise<Certificates> {
  const made = {
    server: join(folder, 'server'),
    client: join(folder, 'client'),
    stranger: join(folder, 'stranger'),
  };
  for (const path of [folder, ...Object.values(made)]) mkdirSync(path, { recursive: true });
  const server = 'subjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth\n';
  const client = 'extendedKeyUsage=clientAuth\n';
  await authority(folder, 'ours');
  await authority(folder, 'theirs');
  await issue(folder, 'ours', made.server, server);
  await issue(folder, 'ours', made.client, client);
  await issue(folder, 'theirs', made.stranger, client);
  return made;
}

const openssl = (...args: string[]) => command('openssl', args);
const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

async function authority(folder: string, name: string): Promise<void> {
  const [key, certificate] = [join(folder, `${name}.key`), join(folder, `${name}.pem`)];
  await openssl(
    'req',
    '-x509',
    ...newKey,
    '-keyout',
    key,
    '-out',
    certificate,
    '-days',
    '2',
    '-subj',
    `/CN=${name}`,
  );
}

async function issue(folder: string, by: string, to: string, extensions: string): Promise<void> {
  const [request, wanted] = [join(to, 'request.pem'), join(to, 'extensions.txt')];
  writeFileSync(wanted, extensions);
  await openssl(
    'req',
    '-new',
    ...newKey,
    '-keyout',
    join(to, 'key.pem'),
    '-out',
    request,
    '-subj',
    '/CN=leakops',
  );
  const signer = ['-CA', join(folder, `${by}.pem`), '-CAkey', join(folder, `${by}.key`), '-CAcreateserial'];
  const out = ['-out', join(to, 'cert.pem'), '-days', '2', '-extfile', wanted];
  await openssl('x509', '-req', '-in', request, ...signer, ...out);
  // Everyone trusts the engine's authority: it is the stranger that the engine does not know.
  await command('cp', [join(folder, 'ours.pem'), join(to, 'ca.pem')]);
}
