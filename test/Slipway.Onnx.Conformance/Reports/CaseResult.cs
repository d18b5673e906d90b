namespace Slipway.Onnx.Conformance.Reports;

/// <summary>How a case went.</summary>
internal enum Outcome
{
    /// <summary>Every transport that can carry it gave the expected outputs.</summary>
    Agrees,

    /// <summary>A transport did not: a fault of the server.</summary>
    Disagrees,

    /// <summary>ONNX Runtime itself does not pass it.</summary>
    EngineFails,

    /// <summary>The protocol has no way to carry its inputs or outputs.</summary>
    NotCarried,
}

/// <summary>One call; no problem means that it agrees.</summary>
internal sealed record TransportResult(string Transport, string? Problem);

/// <summary>One case, with the reason where it neither agrees nor disagrees.</summary>
internal sealed record CaseResult(
    string Name,
    Outcome Outcome,
    string? Reason,
    IReadOnlyList<TransportResult> Transports
)
{
    public static CaseResult NotCarried(string name, string reason) => new(name, Outcome.NotCarried, reason, []);

    public static CaseResult EngineFails(string name, string reason) => new(name, Outcome.EngineFails, reason, []);

    public static CaseResult Called(string name, IReadOnlyList<TransportResult> results) =>
        new(
            name,
            results.Count > 0 && results.All(result => result.Problem is null) ? Outcome.Agrees : Outcome.Disagrees,
            results.Count > 0 ? null : "no transport carried it",
            results
        );
}
