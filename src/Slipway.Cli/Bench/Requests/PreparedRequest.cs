namespace Slipway.Cli.Bench.Requests;

/// <summary>How requests travel.</summary>
internal enum BenchProtocol
{
    /// <summary>HTTP/1.1; JSON where the request is made here.</summary>
    Rest,

    /// <summary>HTTP/1.1 with Open Inference's binary tensors.</summary>
    RestBinary,

    /// <summary>Unary calls over HTTP/2.</summary>
    Grpc,
}

/// <summary>The one request that is sent again and again, byte for byte.</summary>
internal sealed record PreparedRequest
{
    public required BenchProtocol Protocol { get; init; }

    /// <summary>The whole address, path included, with the scheme <c>http</c> or <c>https</c>.</summary>
    public required Uri Uri { get; init; }

    public string Method { get; init; } = "POST";

    /// <summary>All but Content-Length and, where it is not set here, Host.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>The body; for gRPC one message without its prefix.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    public bool IsGrpc => Protocol == BenchProtocol.Grpc;

    /// <summary>With more headers; one of the same name is replaced.</summary>
    public PreparedRequest With(IReadOnlyList<(string Name, string Value)> headers) =>
        this with
        {
            Headers =
            [
                .. Headers.Where(h => !headers.Any(n => n.Name.Equals(h.Name, StringComparison.OrdinalIgnoreCase))),
                .. headers,
            ],
        };

    /// <summary>With the time that the server has for an answer; unchanged where there is no limit.</summary>
    public PreparedRequest WithDeadline(int? milliseconds) =>
        milliseconds is not { } limit ? this
        : IsGrpc ? With([("grpc-timeout", $"{limit}m")])
        : With([("x-request-timeout-ms", $"{limit}")]);
}
