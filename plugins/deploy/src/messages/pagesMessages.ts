/** Texts of lists that have pages and filters. */
export const pagesMessages = {
  pages: {
    label: 'Pages',
    range: '{{from}} to {{to}}',
    rangeOf: '{{from}} to {{to}} of {{total}}',
    previous: 'Previous page',
    next: 'Next page',
    all: 'All',
  },
} as const;
