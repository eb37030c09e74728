/** The shop that Locust buys in: it knows itself how many orders it has completed. */
import { answer, startLoopbackServer } from '../../adapters/loopback-server.ts';

export interface Shop {
  url: string;
  orders: { completed: number; failed: number };
  /** Visits of the front page. */
  visits: number;
  /** While true an order is answered 500. */
  failing: boolean;
  close(): Promise<void>;
}

export async function startShop(): Promise<Shop> {
  const shop: Shop = {
    url: '',
    orders: { completed: 0, failed: 0 },
    visits: 0,
    failing: false,
    close: () => server.close(),
  };
  const server = await startLoopbackServer((request, response) => {
    if (request.method === 'GET' && request.url === '/') {
      shop.visits += 1;
      return answer(response, 200, '<h1>Shop</h1>', 'text/html');
    }
    if (request.method !== 'POST' || request.url !== '/api/checkout') return answer(response, 404, {});
    shop.orders[shop.failing ? 'failed' : 'completed'] += 1;
    answer(response, shop.failing ? 500 : 200, { orderId: String(shop.orders.completed) });
  });
  shop.url = server.url;
  return shop;
}
