/**
 * A form value that cannot become part of a manifest.
 *
 * @public
 */
export class FormValueError extends Error {
  /** Where the value is, such as `spec.values` or `spec.ports[0].name`. */
  readonly path: string;

  constructor(path: string, message: string) {
    super(`${path}: ${message}`);
    this.name = 'FormValueError';
    this.path = path;
  }
}
