module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  rules: {
    '@backstage/no-mixed-plugin-imports': [
      'warn',
      {
        // Tests run the module in its plugin. Code cannot import it: it is a devDependency.
        excludedTargetPackages: ['@openportal/plugin-deploy-backend'],
      },
    ],
  },
});
