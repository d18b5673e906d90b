namespace Slipway.Cli.Bench.Requests;

/// <summary>
/// Keeps the last POST that passes: what the typed client sends for a model, so that the load is the same bytes. The
/// request goes on its way unchanged.
/// </summary>
internal sealed class RequestRecorder(BenchProtocol protocol) : DelegatingHandler(new SocketsHttpHandler())
{
    // In front of a gRPC message.
    private const int PrefixLength = 5;

    public PreparedRequest? Recorded { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        if (request is { Method.Method: "POST", Content: { } content })
        {
            await content.LoadIntoBufferAsync(cancellationToken);
            Recorded = await RecordAsync(request, content, cancellationToken);
        }

        return await base.SendAsync(request, cancellationToken);
    }

    private async Task<PreparedRequest> RecordAsync(
        HttpRequestMessage request,
        HttpContent content,
        CancellationToken cancellationToken
    )
    {
        var body = await content.ReadAsByteArrayAsync(cancellationToken);
        var isGrpc = protocol == BenchProtocol.Grpc;
        return new PreparedRequest
        {
            Protocol = protocol,
            Uri = request.RequestUri!,
            Headers = isGrpc
                ? []
                :
                [
                    .. content
                        .Headers.Where(h => h.Key != "Content-Length")
                        .Select(h => (h.Key, string.Join(", ", h.Value))),
                ],
            Body = isGrpc ? body.AsMemory(PrefixLength) : body,
        };
    }
}
