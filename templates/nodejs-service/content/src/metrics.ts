const DURATION_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

interface Series {
  count: number;
  seconds: number;
  buckets: number[];
}

/** Counts requests and their durations, and writes them in the Prometheus text format. */
export class Metrics {
  readonly #series = new Map<string, Series>();

  observe(method: string, route: string, status: number, seconds: number): void {
    const labels = `method="${method}",route="${route}",status="${status}"`;
    const series = this.#series.get(labels) ?? {
      count: 0,
      seconds: 0,
      buckets: DURATION_BUCKETS.map(() => 0),
    };
    series.count += 1;
    series.seconds += seconds;
    series.buckets = series.buckets.map((count, index) =>
      seconds <= (DURATION_BUCKETS[index] ?? Infinity) ? count + 1 : count,
    );
    this.#series.set(labels, series);
  }

  render(): string {
    const lines = [
      '# HELP http_request_duration_seconds Duration of HTTP requests.',
      '# TYPE http_request_duration_seconds histogram',
    ];
    for (const [labels, series] of this.#series) {
      for (const [index, count] of series.buckets.entries()) {
        lines.push(
          `http_request_duration_seconds_bucket{${labels},le="${DURATION_BUCKETS[index]}"} ${count}`,
        );
      }
      lines.push(
        `http_request_duration_seconds_bucket{${labels},le="+Inf"} ${series.count}`,
        `http_request_duration_seconds_sum{${labels}} ${series.seconds}`,
        `http_request_duration_seconds_count{${labels}} ${series.count}`,
      );
    }
    lines.push(
      '# HELP process_resident_memory_bytes Resident memory size in bytes.',
      '# TYPE process_resident_memory_bytes gauge',
      `process_resident_memory_bytes ${process.memoryUsage.rss()}`,
      '# HELP process_uptime_seconds Seconds since the process started.',
      '# TYPE process_uptime_seconds gauge',
      `process_uptime_seconds ${process.uptime()}`,
    );
    return `${lines.join('\n')}\n`;
  }
}
