import type { Acts } from './act.ts';
import { handActs } from './hand-acts.ts';
import { orderActs } from './order-acts.ts';
import { wireActs } from './wire-acts.ts';
import { worldActs } from './world-acts.ts';

export const acts: Acts = { ...wireActs, ...worldActs, ...orderActs, ...handActs };
