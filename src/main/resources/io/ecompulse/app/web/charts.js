// Lines over time, drawn by uPlot in the page's own colours. A chart follows its box and the colour scheme.
/* global uPlot */
const dark = matchMedia('(prefers-color-scheme: dark)');
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const two = (part) => String(part).padStart(2, '0');

function moments(steps) {
  const days = steps.length > 1 && steps.at(-1) - steps[0] > 36 * 3600;
  return steps.map((second) => {
    const at = new Date(second * 1000);
    return days && at.getHours() === 0
      ? at.toLocaleDateString([], { day: 'numeric', month: 'short' })
      : `${two(at.getHours())}:${two(at.getMinutes())}`;
  });
}

export class Chart {
  #box;
  #plain;
  #plot;
  #seconds = [];
  #values = [];
  #written = String;

  /** @param plain without axes and cursor */
  constructor(box, plain = false) {
    this.#box = box;
    this.#plain = plain;
    new ResizeObserver(() => this.#plot?.setSize(this.#size())).observe(box);
    dark.addEventListener('change', () => this.#build());
  }

  draw(seconds, values, written = String) {
    const same = this.#plot && this.#seconds.length > 0;
    this.#seconds = seconds;
    this.#values = values;
    this.#written = written;
    if (same) {
      this.#plot.setData([seconds, values]);
    } else {
      this.#build();
    }
  }

  #size() {
    return { width: this.#box.clientWidth, height: this.#box.clientHeight };
  }

  #build() {
    this.#plot?.destroy();
    this.#box.replaceChildren();
    if (this.#seconds.length === 0) {
      return;
    }
    const axis = {
      stroke: colour('--quiet'),
      grid: { stroke: colour('--line'), width: 1 },
      ticks: { show: false },
      font: '12px system-ui, sans-serif',
    };
    const line = {
      stroke: colour('--accent'),
      width: 2,
      fill: colour('--fill'),
      paths: uPlot.paths.spline(),
      points: { show: this.#seconds.length < 3 },
    };
    const axes = this.#plain
      ? [{ show: false }, { show: false }]
      : [{ ...axis, values: (u, steps) => moments(steps), grid: { show: false } },
        { ...axis, size: 64, values: (u, steps) => steps.map((step) => this.#written(step)) }];
    this.#plot = new uPlot({
      ...this.#size(),
      axes,
      series: [{}, line],
      legend: { show: false },
      cursor: this.#plain ? { show: false } : { y: false },
      scales: { y: { range: (u, low, high) => [0, Math.max(1, high * 1.1)] } },
      padding: this.#plain ? [2, 0, 2, 0] : [8, 8, 0, 0],
    }, [this.#seconds, this.#values], this.#box);
  }
}
