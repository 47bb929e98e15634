// The last events with what became of them; one of them in full when it is chosen.
import { element, field, row } from './drawing.js';

const clock = new Intl.DateTimeFormat([], { timeStyle: 'medium', hour12: false });

export function tail(events) {
  const focused = document.activeElement?.dataset?.id;
  field('recent').replaceChildren(...events.map((event) => {
    const button = element('button', event.name || '(not read)');
    button.type = 'button';
    button.dataset.id = event.id;
    button.addEventListener('click', () => detail(event));
    const name = element('td', '');
    name.append(button);
    return row(
      element('td', clock.format(new Date(event.receivedAt)), 'short'),
      name,
      element('td', event.type, 'short'),
      element('td', event.reason ? `${event.outcome}: ${event.reason}` : event.outcome, event.reason ? 'short bad' : 'short'),
      element('td', event.id, 'id'),
    );
  }));
  if (focused) {
    field('recent').querySelector(`[data-id="${CSS.escape(focused)}"]`)?.focus();
  }
}

function detail(event) {
  field('detail').replaceChildren(...Object.entries({
    Name: event.name, Type: event.type, Outcome: event.outcome, Reason: event.reason, Detail: event.detail,
    Visitor: event.visitor, Source: event.source, Id: event.id, Received: new Date(event.receivedAt).toISOString(),
  }).filter(([, value]) => value).flatMap(([name, value]) => [element('dt', name), element('dd', value)]));
  document.querySelector('dialog').showModal();
}
