namespace Slipway.Gateway.Mirroring;

/// <summary>An answer that is to be compared with another to the same request.</summary>
internal sealed record MirroredAnswer
{
    public required int Status { get; init; }

    /// <summary>Null over REST.</summary>
    public string? GrpcStatus { get; init; }

    /// <summary>What <c>Content-Encoding</c> says over REST, and <c>grpc-encoding</c> over gRPC.</summary>
    public string? Encoding { get; init; }

    /// <summary>Bytes of the JSON before binary tensors; null where there are none.</summary>
    public int? JsonLength { get; init; }

    /// <summary>Null where it was too long to keep.</summary>
    public required ReadOnlyMemory<byte>? Body { get; init; }

    public static MirroredAnswer Of(HttpResponseMessage response, string? grpcStatus, Capture capture) =>
        new()
        {
            Status = (int)response.StatusCode,
            GrpcStatus = grpcStatus,
            Encoding =
                Value(response.Headers.NonValidated, "grpc-encoding")
                ?? Value(response.Content.Headers.NonValidated, "Content-Encoding"),
            JsonLength = int.TryParse(
                Value(response.Headers.NonValidated, "Inference-Header-Content-Length"),
                out var length
            )
                ? length
                : null,
            Body = capture.IsTooLong ? null : capture.Bytes,
        };

    private static string? Value(System.Net.Http.Headers.HttpHeadersNonValidated headers, string name) =>
        headers.TryGetValues(name, out var values) ? values.ToString() : null;
}
