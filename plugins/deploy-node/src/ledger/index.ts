export * from './LedgerRecord';
export * from './LedgerVerifier';
