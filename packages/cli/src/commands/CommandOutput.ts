/** Where a command writes to; a test takes its own. */
export interface CommandOutput {
  out(text: string | Uint8Array): void;
  err(text: string): void;
  /** True when a person watches the standard output. */
  isTerminal: boolean;
}
