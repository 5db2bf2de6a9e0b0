import {
  extractSchemaFromStep,
  Form,
} from '@backstage/plugin-scaffolder-react/alpha';
import { themes, UnifiedThemeProvider } from '@backstage/theme';
import { OrderFields } from '@openportal/plugin-crossplane-common';
import { JsonObject } from '@backstage/types';
import { Card, CardBody, CardHeader, Flex, Text } from '@backstage/ui';
import CssBaseline from '@material-ui/core/CssBaseline';
import validator from '@rjsf/validator-ajv8';
import { useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { RenderedForm } from '../renderedForm';

/** All pages of the forms one below the other, as the scaffolder shows them one after the other. */
function FormPage({ forms }: { forms: RenderedForm[] }) {
  const [isShown, setShown] = useState(false);
  // Forms set their defaults in a second round.
  useEffect(() => setShown(true), []);
  return (
    <UnifiedThemeProvider theme={themes.light}>
      <CssBaseline />
      <Flex
        direction="column"
        gap="4"
        p="6"
        data-shown={isShown ? '' : undefined}
      >
        {forms.map(form => (
          <Flex key={form.name} direction="column" gap="4">
            <Text as="h1" variant="title-large">
              {form.title}
            </Text>
            {form.description ? <Text as="p">{form.description}</Text> : <></>}
            {form.pages.map((page, index) => (
              <Card key={`${index}-${page.title}`}>
                <CardHeader>
                  <Text as="h2" variant="title-small">
                    {`${index + 1}. ${page.title}`}
                  </Text>
                </CardHeader>
                <CardBody>
                  <PageForm page={page} />
                </CardBody>
              </Card>
            ))}
          </Flex>
        ))}
      </Flex>
    </UnifiedThemeProvider>
  );
}

function PageForm({ page }: { page: RenderedForm['pages'][number] }) {
  const { schema, uiSchema } = extractSchemaFromStep(page.schema);
  const { title: _, ...fields } = schema;
  withoutCustomFields(uiSchema);
  return (
    <Form
      validator={validator}
      schema={fields}
      uiSchema={uiSchema}
      formData={page.values}
      formContext={{ formData: page.values }}
      fields={{ [OrderFields.orderPreview]: ManifestNote }}
      experimental_defaultFormStateBehavior={{ allOf: 'populateDefaults' }}
      onSubmit={() => {}}
    >
      <></>
    </Form>
  );
}

/** Fields that a portal brings along have no place in a picture: the standard ones show the same values. */
function withoutCustomFields(uiSchema: JsonObject): void {
  for (const [key, value] of Object.entries(uiSchema)) {
    if (key === 'ui:field' && value !== OrderFields.orderPreview) {
      delete uiSchema[key];
    } else if (typeof value === 'object' && value !== null) {
      withoutCustomFields(value as JsonObject);
    }
  }
}

/** What is written depends on the values and on the portal. */
function ManifestNote() {
  return <Text>The portal shows here what the order writes, and where.</Text>;
}

declare global {
  interface Window {
    /** Shows the forms; the command line calls it. */
    showForms(forms: RenderedForm[]): void;
  }
}

window.showForms = forms => {
  const root = document.createElement('main');
  document.body.replaceChildren(root);
  createRoot(root).render(<FormPage forms={forms} />);
};
