import { createApp } from '@backstage/frontend-defaults';
import catalogPlugin from '@backstage/plugin-catalog/alpha';
import { navigationModule } from './navigation';
import { signInModule } from './signIn';

/** The portal. Plugins are discovered from package.json (`app.packages: all`). */
export default createApp({
  features: [catalogPlugin, navigationModule, signInModule],
});
