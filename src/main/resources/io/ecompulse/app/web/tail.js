// The last events with what became of them; one of them in full, and where it is by now, when it is chosen.
import { element, field, row } from './drawing.js';

const clock = new Intl.DateTimeFormat([], { timeStyle: 'medium', hour12: false });

const AROUND_MILLIS = 5 * 60_000;

export function tail(events, ask) {
  const focused = document.activeElement?.dataset?.id;
  field('recent').replaceChildren(...events.map((event) => {
    const button = element('button', event.name || '(not read)');
    button.type = 'button';
    button.dataset.id = event.id;
    button.addEventListener('click', () => detail(event, ask));
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

function detail(event, ask) {
  field('detail').replaceChildren(...pairs({
    Name: event.name, Type: event.type, Outcome: event.outcome, Reason: event.reason, Detail: event.detail,
    Visitor: event.visitor, Source: event.source, Id: event.id, Received: new Date(event.receivedAt).toISOString(),
  }));
  document.querySelector('dialog').showModal();
  if (event.id) {
    trace(event, ask);
  }
}

async function trace(event, ask) {
  const received = new Date(event.receivedAt).getTime();
  const place = element('dd', 'asking …');
  field('detail').append(element('dt', 'Where it is'), place);
  try {
    const { journal, failed } = await ask('trace', {
      id: event.id,
      from: new Date(received - AROUND_MILLIS).toISOString(),
      to: new Date(received + AROUND_MILLIS).toISOString(),
    });
    const lines = [...failed.map((at) => `${at.topic}-${at.partition}@${at.offset}: ${at.reason}`), ...journal.flatMap(stages)];
    place.replaceChildren(...lines.flatMap((line) => [line, document.createElement('br')]));
    if (!lines.length) {
      place.textContent = 'in no topic';
    }
  } catch {
    place.textContent = 'cannot be told now';
  }
}

function stages(at) {
  return [
    `${at.topic}-${at.partition}@${at.offset}${at.sight === 'duplicate' ? ', a duplicate' : ''}`,
    `numbers: ${at.aggregate.state}`,
    `lake: ${at.lake.state}${at.lake.file ? `, row ${at.lake.row} of ${at.lake.file}` : ''}`,
    `warehouse: ${at.warehouse.state}${at.warehouse.loadedAt ? ` ${at.warehouse.loadedAt}` : ''}`,
  ];
}

function pairs(members) {
  return Object.entries(members).filter(([, value]) => value)
    .flatMap(([name, value]) => [element('dt', name), element('dd', value)]);
}
