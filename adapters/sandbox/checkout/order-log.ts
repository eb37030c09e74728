/** What checkout's processes logged of their orders. Only the orders are kept; the lines are made when asked for. */
import { hexOf, type Random, uuidOf } from './random.ts';

interface Order {
  at: number;
  /** Its place among all orders. */
  number: number;
  containerId: string;
  flagValue: number;
}

export interface LogLine {
  at: number;
  text: string;
}

const keptOrders = 5000;

export interface OrderLog {
  completed(): number;
  add(order: { at: number; containerId: string; flagValue: number }): void;
  /** Of one process, oldest first. */
  lines(containerId: string): LogLine[];
}

/** As the demo's checkout writes them: JSON, one `order placed` and one `Successful to write message` an order. */
function linesOf(order: Order, salt: number): LogLine[] {
  const id = uuidOf(`order ${salt}/${order.number}`);
  const offset = Number.parseInt(hexOf(id).slice(0, 5), 16);
  const messages: [string, object][] = [
    ['payment went through', { transaction_id: uuidOf(`payment of ${id}`) }],
    ['order placed', { 'app.order.id': id }],
    [`Successful to write message. offset: ${offset}, duration: ${1 + (offset % 9)}ms`, {}],
  ];
  if (order.flagValue > 0) {
    messages.push(
      ["Warning: FeatureFlag 'kafkaQueueProblems' is activated, overloading queue now.", {}],
      [`Done with #${order.flagValue} messages for overload simulation.`, {}],
    );
  }
  return messages.map(([msg, more]) => ({
    at: order.at,
    text: JSON.stringify({ time: new Date(order.at).toISOString(), level: 'INFO', msg, ...more }),
  }));
}

export function createOrderLog(random: Random): OrderLog {
  const orders: Order[] = [];
  const salt = random();
  let completed = 0;
  return {
    completed: () => completed,
    add(order) {
      completed += 1;
      orders.push({ ...order, number: completed });
      if (orders.length > 2 * keptOrders) orders.splice(0, orders.length - keptOrders);
    },
    lines: (containerId) =>
      orders
        .filter((order) => order.containerId === containerId)
        .sort((one, other) => one.at - other.at)
        .flatMap((order) => linesOf(order, salt)),
  };
}
