import { expect, test } from 'vitest';
import { queryOfSelector } from '../../../../adapters/workload/kubernetes/label-selector.ts';

test.each([
  [{ matchLabels: { app: 'checkout' } }, 'app=checkout'],
  [{ matchLabels: { app: 'checkout', tier: 'shop' } }, 'app=checkout,tier=shop'],
  [
    {
      matchLabels: { app: 'checkout' },
      matchExpressions: [
        { key: 'track', operator: 'In', values: ['stable', 'canary'] },
        { key: 'old', operator: 'NotIn', values: ['yes'] },
        { key: 'shop', operator: 'Exists' },
        { key: 'debug', operator: 'DoesNotExist' },
      ],
    },
    'app=checkout,track in (stable,canary),old notin (yes),shop,!debug',
  ],
  // An empty one would select every pod of the namespace.
  [{}, null],
  [{ matchLabels: {} }, null],
  [undefined, null],
  ['app=checkout', null],
  [
    { matchLabels: { app: 'checkout' }, matchExpressions: [{ key: 'n', operator: 'Gt', values: ['1'] }] },
    null,
  ],
])('%j is the query %s', (selector, query) => {
  expect(queryOfSelector(selector)).toBe(query);
});
