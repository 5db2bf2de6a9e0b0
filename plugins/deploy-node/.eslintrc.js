module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  overrides: [
    {
      // Contract suites are made to be exported: adapters call them in their own test files.
      files: ['src/testing/**/*.ts'],
      rules: { 'jest/no-export': 'off' },
    },
  ],
});
