using Slipway.Cli.Bench.Load.Http;

namespace Slipway.Cli.Bench.Load.Grpc;

/// <summary>What the statuses of gRPC count as.</summary>
internal static class GrpcStatuses
{
    private static readonly string[] Names =
    [
        "OK",
        "CANCELLED",
        "UNKNOWN",
        "INVALID_ARGUMENT",
        "DEADLINE_EXCEEDED",
        "NOT_FOUND",
        "ALREADY_EXISTS",
        "PERMISSION_DENIED",
        "RESOURCE_EXHAUSTED",
        "FAILED_PRECONDITION",
        "ABORTED",
        "OUT_OF_RANGE",
        "UNIMPLEMENTED",
        "INTERNAL",
        "UNAVAILABLE",
        "DATA_LOSS",
        "UNAUTHENTICATED",
    ];

    private static readonly Outcome[] Outcomes = [.. Names.Select(Create)];

    /// <summary>What a call counts as, by its two statuses.</summary>
    /// <param name="http">That of HTTP, which something on the way may have set.</param>
    /// <param name="grpc">That of gRPC; null where the answer has none.</param>
    public static Outcome Outcome(int http, int? grpc) =>
        grpc is { } status && http == 200
            ? status >= 0 && status < Outcomes.Length
                ? Outcomes[status]
                : Load.Outcome.Failed("an unknown gRPC status")
            : http is >= 200 and < 300
                ? Load.Outcome.Failed("an answer without a gRPC status")
                : HttpStatuses.Outcome(http);

    private static Outcome Create(string name) =>
        name switch
        {
            "OK" => Load.Outcome.Answered,
            "UNAVAILABLE" or "RESOURCE_EXHAUSTED" => Load.Outcome.Refused(name),
            _ => Load.Outcome.Failed(name),
        };
}
