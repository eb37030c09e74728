import { vi } from 'vitest';

const folder = new URL('../../../../adapters/chat/web/page/', import.meta.url);
const moduleNamed = (name: string) => import(new URL(name, folder).href);

class Field extends EventTarget {
  value = '';
  textContent = '';
}

class Form extends EventTarget {
  elements = { name: new Field() };
}

class Dialog extends EventTarget {
  open = false;
  form = new Form();
  parts: Record<string, Field> = { '.waits': new Field(), '.cancel': new Field() };
  querySelector(selector: string) {
    return selector === 'form' ? this.form : this.parts[selector]!;
  }
  showModal() {
    this.open = true;
  }
  close() {
    if (!this.open) return;
    this.open = false;
    this.dispatchEvent(new Event('close'));
  }
}

/** A person without a name who presses buttons; `sent` gets what goes out. Stubs globals of a browser. */
export async function personOnPage(sent: unknown[]) {
  vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => {} });
  vi.stubGlobal('fetch', async (_path: string, { body }: { body: string }) => {
    sent.push(JSON.parse(body));
    return new Response('{}', { status: 202 });
  });
  const { me } = await moduleNamed('me.js');
  const { pressing } = await moduleNamed('pressing.js');
  const field = new Field();
  const dialog = new Dialog();
  const person = me(field, dialog, () => {});
  const button = { setAttribute() {}, removeAttribute() {} };
  const press = pressing({ ...person, message: () => null }, () => {});
  return {
    press: (message: object, action: object) => press(button, message, action),
    /** null: nothing is asked. */
    asked: () => (dialog.open ? dialog.parts['.waits']!.textContent : null),
    answer(name: string) {
      dialog.form.elements.name.value = name;
      dialog.form.dispatchEvent(new Event('submit', { cancelable: true }));
    },
    cancel: () => dialog.parts['.cancel']!.dispatchEvent(new Event('click')),
    typeName(name: string) {
      field.value = name;
      field.dispatchEvent(new Event('change'));
    },
  };
}
