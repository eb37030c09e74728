/** Rights that a run would miss: each is asked for by one review of one's own access. */
import { expect, test } from 'vitest';
import { type Answer, type Asked, statusBody } from './api-stand-in.ts';
import {
  deploymentPath,
  forbidden,
  healthyCheckoutOfEachTest,
  missing,
  patienceFor,
  statefulSetPath,
} from './healthy-checkout.ts';
import { checkoutDeployment } from './pods.ts';

const checkout = healthyCheckoutOfEachTest();
const reviewPath = 'POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews';

interface Attributes {
  verb: string;
  resource: string;
  group: string;
  namespace: string;
  name?: string;
}

const attributesIn = ({ body }: Asked): Attributes => JSON.parse(body).spec.resourceAttributes;
const words = ({ verb, resource }: Attributes) => `${verb} ${resource}`;

/** All but these. */
function allowsAllBut(...lacking: string[]): void {
  checkout.api.on(reviewPath, (asked) => {
    const allowed = !lacking.includes(words(attributesIn(asked)));
    return { status: 201, body: { ...JSON.parse(asked.body), status: { allowed } } };
  });
}

const reviewed = () =>
  checkout.api.asked
    .filter(({ method, path }) => `${method} ${path}` === reviewPath)
    .map((asked) => attributesIn(asked));

test('watch of the pods, get and patch of what runs them: one review each, in the namespace, by name', async () => {
  allowsAllBut();
  const rights = await checkout.workload().rights();
  expect(rights.map(({ what, allowed, why }) => [what, allowed, why])).toEqual([
    ['watch pods', true, null],
    ['get deployments checkout', true, null],
    ['patch deployments checkout', true, null],
  ]);
  const namespace = 'otel-demo';
  const named = { resource: 'deployments', group: 'apps', namespace, name: 'checkout' };
  expect(reviewed()).toHaveLength(3);
  expect(reviewed()).toEqual(
    expect.arrayContaining([
      { verb: 'watch', resource: 'pods', group: '', namespace },
      { verb: 'get', ...named },
      { verb: 'patch', ...named },
    ]),
  );
});

test.each([
  ['watch pods', /next poll/, '- {apiGroups: [""], resources: ["pods"], verbs: ["watch"]}'],
  [
    'patch deployments',
    /cannot restart checkout/,
    '- {apiGroups: ["apps"], resources: ["deployments"], resourceNames: ["checkout"], verbs: ["patch"]}',
  ],
])('without %s: what it costs, and the line to add to the Role', async (lacking, cost, rule) => {
  allowsAllBut(lacking);
  const rights = await checkout.workload().rights();
  expect(rights.filter(({ allowed }) => allowed !== true)).toEqual([
    expect.objectContaining({
      what: expect.stringContaining(lacking),
      allowed: false,
      without: expect.stringMatching(cost),
      remedy: expect.stringContaining(`${rule} to the Role that is bound to the bot in otel-demo`),
    }),
  ]);
});

test.each([
  ['deployments', ['get deployments'], 'get deployments checkout'],
  ['statefulsets, where there is no Deployment', ['get statefulsets'], 'get statefulsets checkout'],
])('what may not be read: %s', async (_name, lacking, what) => {
  allowsAllBut(...lacking);
  const isStatefulSet = lacking.includes('get statefulsets');
  checkout.api.on(`GET ${deploymentPath}`, isStatefulSet ? missing : forbidden('cannot get'));
  checkout.api.on(`GET ${statefulSetPath}`, forbidden('cannot get'));
  const rights = await checkout.workload().rights();
  expect(rights.filter(({ allowed }) => allowed === false).map((right) => right.what)).toEqual([what]);
});

test('a StatefulSet: its own rights', async () => {
  allowsAllBut('patch statefulsets');
  checkout.api.on(`GET ${deploymentPath}`, missing);
  checkout.api.on(`GET ${statefulSetPath}`, { body: checkoutDeployment() });
  const rights = await checkout.workload().rights();
  expect(rights.map(({ what, allowed }) => [what, allowed])).toEqual([
    ['watch pods', true],
    ['get statefulsets checkout', true],
    ['patch statefulsets checkout', false],
  ]);
});

test('nothing of that name to restart: no rights of it', async () => {
  allowsAllBut();
  for (const path of [deploymentPath, statefulSetPath]) checkout.api.on(`GET ${path}`, missing);
  expect((await checkout.workload().rights()).map(({ what }) => what)).toEqual(['watch pods']);
});

test.each<[string, Answer, RegExp]>([
  ['refused', forbidden('cannot create resource "selfsubjectaccessreviews"'), /may not create .*403/],
  ['not served', missing, /not found \(404\)/],
  ['in trouble', { status: 500, body: statusBody(500, 'InternalError', 'no leader') }, /500/],
  ['hanging', { fault: 'hang' }, /did not answer within/],
  [
    'of another shape',
    { status: 201, body: { status: 'Success' } },
    /is not the Kubernetes API, or a damaged/,
  ],
  ['without a verdict', { status: 201, body: { status: {} } }, /is not the Kubernetes API, or a damaged/],
])('a review that is %s: not known, and why', async (_name, answer, why) => {
  checkout.api.on(reviewPath, answer);
  const rights = await checkout.workload(patienceFor(answer)).rights();
  expect(rights).toHaveLength(3);
  for (const right of rights) {
    expect(right.allowed).toBeNull();
    expect(right.why).toMatch(why);
  }
});
