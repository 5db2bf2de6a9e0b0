export { IdentityField, ImmutableField } from './LockedField';
