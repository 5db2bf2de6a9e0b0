import { parseTroubleshootText } from './parseTroubleshootText';

describe('parseTroubleshootText', () => {
  it('takes the full name of an XRD as it is', () => {
    expect(parseTroubleshootText(' dnsrecords.network.example.org ')).toEqual({
      xrd: 'dnsrecords.network.example.org',
    });
  });

  it.each([
    'DNSRecord',
    'dnsrecords',
    'DNSRecord v1.0.2',
    'template:default/x.y',
    'x..y',
  ])('searches for %s', text => {
    expect(parseTroubleshootText(text)).toEqual({ search: text });
  });
});
