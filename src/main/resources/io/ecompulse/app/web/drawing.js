// How the page writes numbers, rows and bars.
export const number = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
export const percent = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 });
export const field = (name) => document.querySelector(`[data-live=${name}]`);

export function element(name, text, style = '') {
  const made = document.createElement(name);
  made.textContent = text;
  made.className = style;
  return made;
}

export function row(...cells) {
  const tr = document.createElement('tr');
  tr.append(...cells);
  return tr;
}

/** Rows of a name, a bar behind it, and its count; those of the funnel have a share as well. */
export function bars(name, items, share = false) {
  const most = Math.max(1, ...items.map(([, count]) => count));
  const rows = items.map(([label, count]) => {
    const th = element('th', '');
    th.scope = 'row';
    const bar = element('div', '', 'bar');
    const fill = element('i', '');
    fill.style.width = `${(count / most) * 100}%`;
    bar.append(fill, element('span', label));
    bar.title = label;
    th.append(bar);
    const of = share ? [element('td', percent.format(items[0][1] ? count / items[0][1] : 0), 'number share')] : [];
    return row(th, element('td', number.format(count), 'number'), ...of);
  });
  field(name).replaceChildren(...(rows.length ? rows : [row(element('td', 'Nothing in this range yet', 'none'))]));
}

/** What only some clients tell is not shown when none did. */
export function where(name, items) {
  field(name).closest('section').hidden = items.length === 0;
  bars(name, items);
}

export function largest(counts, limit) {
  return Object.entries(counts).sort(([, a], [, b]) => b - a).slice(0, limit);
}

export function written(currency, amount) {
  try {
    return new Intl.NumberFormat('en', { style: 'currency', currency }).format(amount);
  } catch {
    return `${amount}\u00a0${currency}`;
  }
}
