/** The value below which this share of the samples is (nearest rank). */
export function percentile(samples, share) {
  const sorted = [...samples].sort((left, right) => left - right);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

export function mean(samples) {
  return samples.reduce((sum, sample) => sum + sample, 0) / samples.length;
}

/** Rounded as far as the figure can be trusted. */
export function rounded(value, digits = 2) {
  return Number(value.toFixed(digits));
}
