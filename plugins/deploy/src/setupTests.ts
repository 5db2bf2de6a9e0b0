import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';

// What comes, comes later on a busy machine; only what never comes waits this long.
configure({ asyncUtilTimeout: 10_000 });
jest.setTimeout(60_000);
