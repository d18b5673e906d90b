using System.Net;
using System.Text;
using Slipway.Cli.Bench.Load;
using Slipway.Cli.Bench.Load.Grpc;
using Slipway.Cli.Bench.Load.Http;

namespace Slipway.Cli.Bench.Requests;

/// <summary>
/// Sends the prepared bytes once before the load, over a client that is well known, and gives the answer's body: for
/// gRPC its message. A server that says no to the first request says so here, in its own words.
/// </summary>
internal static class FirstAnswer
{
    private const int MostShown = 500;

    /// <exception cref="CliException">There is no answer in time, or it is no success.</exception>
    public static async Task<byte[]> FetchAsync(
        PreparedRequest request,
        TimeSpan limit,
        CancellationToken cancellationToken
    )
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(limit);
        try
        {
            using var client = GrpcTransport.Connect();
            using var message = request.IsGrpc ? new GrpcCall(request).NewRequest() : NewRequest(request);
            using var response = await client.SendAsync(message, patience.Token);
            var body = await response.Content.ReadAsByteArrayAsync(patience.Token);
            return Check(request, response, body);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CliException(
                ExitCodes.ServerUnreachable,
                $"{request.Uri} did not answer the first request within {limit.TotalSeconds} s. Give it more with --timeout."
            );
        }
        catch (HttpRequestException e)
        {
            throw new CliException(
                ExitCodes.ServerUnreachable,
                $"{request.Uri} cannot be reached: {Innermost(e).TrimEnd('.')}. Is the server running, and is this its "
                    + "port? REST and gRPC have ports of their own.",
                e
            );
        }
    }

    private static byte[] Check(PreparedRequest request, HttpResponseMessage response, byte[] body)
    {
        var status = (int)response.StatusCode;
        var outcome = request.IsGrpc
            ? GrpcStatuses.Outcome(status, GrpcCall.Status(response))
            : HttpStatuses.Outcome(status);
        if (outcome.Kind == OutcomeKind.Answered)
            return request.IsGrpc ? body[Math.Min(GrpcCall.PrefixLength, body.Length)..] : body;

        var text = request.IsGrpc ? GrpcCall.Message(response) : Encoding.UTF8.GetString(body);
        var said = text.Length > MostShown ? text[..MostShown] + "…" : text;
        throw new CliException(
            ExitCodes.RequestRefused,
            $"{request.Uri} did not answer the first request with success, so no load was sent: {outcome.Cause}"
                + (said.Length > 0 ? $": {said}" : ".")
        );
    }

    private static HttpRequestMessage NewRequest(PreparedRequest request)
    {
        var message = new HttpRequestMessage(new HttpMethod(request.Method), request.Uri)
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        if (request.Body.Length > 0 || request.Method != "GET")
            message.Content = new ReadOnlyMemoryContent(request.Body);
        foreach (var (name, value) in request.Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value))
                message.Content?.Headers.TryAddWithoutValidation(name, value);
        }

        return message;
    }

    private static string Innermost(Exception failure)
    {
        while (failure.InnerException is { } inner)
        {
            failure = inner;
        }

        return failure.Message;
    }
}
