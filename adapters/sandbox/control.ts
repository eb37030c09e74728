/** The sandbox's control server: faults, the broker, a person's actions, and what is really so. No part of the demo has it. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Failure } from '../../src/failure.ts';
import type { Faults } from './faults.ts';
import type { FlagdUi } from './flagd-ui.ts';
import { actAsPerson } from './person.ts';
import { parseJson, pathOf, readBody, sendHtml, sendJson } from './web.ts';

export interface ControlOptions {
  faults: Faults;
  ui: FlagdUi;
  /** Throws a Failure where that cannot be. */
  setBroker: (wanted: unknown) => void;
  state: () => unknown;
}

const routes = 'GET, PUT, DELETE /faults; PUT /broker; POST /person; GET /state';

export function controlListener({ faults, ui, setBroker, state }: ControlOptions): RequestListener {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    switch (`${request.method} ${pathOf(request)}`) {
      case 'GET /faults':
        return sendJson(response, 200, faults.settings());
      case 'PUT /faults':
        faults.merge(parseJson(await readBody(request)));
        return sendJson(response, 200, faults.settings());
      case 'DELETE /faults':
        faults.clear();
        return sendJson(response, 200, faults.settings());
      case 'PUT /broker':
        setBroker(parseJson(await readBody(request)));
        return sendJson(response, 200, state());
      case 'POST /person':
        actAsPerson(ui, parseJson(await readBody(request)));
        return sendJson(response, 200, { flags: ui.flags() });
      case 'GET /state':
        return sendJson(response, 200, state());
      case 'GET /':
        return sendHtml(response, 200, 'The sandbox of leakops');
      default:
        return sendJson(response, 404, { error: `There is no such thing. There is: ${routes}.` });
    }
  };

  return (request, response) => {
    answer(request, response).catch((error: unknown) => {
      const told = error instanceof Failure ? [error.message, error.remedy].filter(Boolean).join(' ') : null;
      if (response.headersSent) response.destroy();
      else if (told !== null) sendJson(response, 400, { error: told });
      else sendJson(response, 400, { error: 'The request could not be read.' });
    });
  };
}
