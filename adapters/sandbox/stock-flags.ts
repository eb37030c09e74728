/** The flag file as demo 3.0 ships it, in miniature (facts/otel-demo.md). */
import type { FlagDefinition, FlagFile } from '../../src/flag/definition.ts';

function flag(
  description: string,
  variants: FlagDefinition['variants'],
  defaultVariant = 'off',
): FlagDefinition {
  return { description, state: 'ENABLED', variants, defaultVariant };
}

const offOn = { off: false, on: true };

export function stockFlags(): FlagFile {
  return {
    $schema: 'https://flagd.dev/schema/v0/flags.json',
    flags: {
      adFailure: flag('Fail ad service', { ...offOn }),
      adHighCpu: flag('Triggers high cpu load in the ad service', { ...offOn }),
      cartFailure: flag('Fail cart service n% of the time', { off: 0, '10%': 0.1, '50%': 0.5, '100%': 1 }),
      emailMemoryLeak: flag('Memory leak in the email service', { off: 0, '1x': 1, '10x': 10, '100x': 100 }),
      kafkaQueueProblems: flag('Overloads Kafka queue and delays the consumer', { off: 0, on: 100 }),
      loadGeneratorTraffic: flag('Synthetic traffic from the load generator', { off: 0, on: 1 }, 'on'),
      loadGeneratorVUs: flag('Users of the load generator', { '5': 5, '10': 10, '25': 25, '50': 50 }, '5'),
      paymentFailure: flag('Fail payment service charge requests n%', { off: 0, '50%': 0.5, '100%': 1 }),
      productCatalogFailure: {
        ...flag('Fail product catalog service on a specific product', { ...offOn }),
        targeting: { if: [{ '==': [{ var: 'product_id' }, 'OLJCESPC7Z'] }, 'off', 'off'] },
      },
      recommendationCacheFailure: flag('Fail recommendation service cache', { ...offOn }),
    },
  };
}
