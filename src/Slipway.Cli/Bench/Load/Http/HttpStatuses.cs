namespace Slipway.Cli.Bench.Load.Http;

/// <summary>What the statuses of HTTP count as.</summary>
internal static class HttpStatuses
{
    private static readonly Outcome[] Outcomes = [.. Enumerable.Range(0, 1000).Select(Create)];

    public static Outcome Outcome(int status) => Outcomes[status];

    private static Outcome Create(int status) =>
        status switch
        {
            >= 200 and < 300 => Load.Outcome.Answered,
            429 or 503 => Load.Outcome.Refused($"HTTP {status}"),
            _ => Load.Outcome.Failed($"HTTP {status}"),
        };
}
