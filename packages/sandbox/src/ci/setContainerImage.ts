import {
  Composer,
  CST,
  type Document,
  isMap,
  isScalar,
  isSeq,
  Parser,
} from 'yaml';

/**
 * Sets the image of one container in a manifest and leaves every other
 * character as it is: comments, quotes, indentation, further documents.
 * Returns undefined when no workload in the text has that container with an image.
 */
export function setContainerImage(
  text: string,
  container: string,
  image: string,
): string | undefined {
  const tokens = [...new Parser().parse(text)];
  const documents = [
    ...new Composer({ keepSourceTokens: true }).compose(tokens),
  ];
  let found = false;
  for (const document of documents) {
    const token = imageToken(document, container);
    if (token) {
      CST.setScalarValue(token, image);
      found = true;
    }
  }
  return found ? tokens.map(token => CST.stringify(token)).join('') : undefined;
}

function imageToken(document: Document, container: string) {
  const containers = document.getIn(['spec', 'template', 'spec', 'containers']);
  if (!isSeq(containers)) {
    return undefined;
  }
  for (const item of containers.items) {
    if (isMap(item) && item.get('name') === container) {
      const image = item.get('image', true);
      return isScalar(image) ? image.srcToken : undefined;
    }
  }
  return undefined;
}
