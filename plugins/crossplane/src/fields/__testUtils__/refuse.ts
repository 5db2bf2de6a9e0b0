import { ResponseError } from '@backstage/errors';

/** The error that the client throws for an answer of the backend with this status. */
export async function refuse(
  statusCode: number,
  name: string,
  message: string,
): Promise<ResponseError> {
  return ResponseError.fromResponse(
    new Response(
      JSON.stringify({
        error: { name, message },
        request: { method: 'POST', url: '/orders/preview' },
        response: { statusCode },
      }),
      {
        status: statusCode,
        headers: { 'Content-Type': 'application/json' },
      },
    ),
  );
}
