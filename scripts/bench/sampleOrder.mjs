/** A spec that comes to about so many parts of a schema, from the top down, so that checking it costs what it can. */
export function sampleOrder(schema, parts) {
  const result = { value: emptyValue(schema) };
  const pending = [{ schema, holder: result, key: 'value' }];
  let left = parts;
  for (let next = pending.shift(); next && left > 0; next = pending.shift()) {
    const { schema: part, holder, key } = next;
    left -= 1;
    holder[key] = emptyValue(part);
    for (const [name, child] of Object.entries(part.properties ?? {})) {
      if (part.required?.includes(name)) {
        holder[key][name] = emptyValue(child);
      }
      pending.push({ schema: child, holder: holder[key], key: name });
    }
    if (part.items) {
      pending.push({ schema: part.items, holder: holder[key], key: 0 });
    }
  }
  return result.value;
}

function emptyValue({ type, enum: values, minLength }) {
  if (values) {
    return values[0];
  }
  switch (type) {
    case 'object':
      return {};
    case 'array':
      return [];
    case 'integer':
    case 'number':
      return 1;
    case 'boolean':
      return true;
    default:
      return 'x'.repeat(minLength ?? 3);
  }
}
