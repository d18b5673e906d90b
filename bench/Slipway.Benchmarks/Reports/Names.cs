namespace Slipway.Benchmarks.Reports;

/// <summary>How labels and readers call things.</summary>
internal static class Names
{
    public const string Slipway = "slipway";
    public const string Baseline = "baseline";

    public const string Rest = "rest";
    public const string RestBinary = "rest-binary";
    public const string Grpc = "grpc";

    public static IReadOnlyList<string> Protocols { get; } = [Rest, RestBinary, Grpc];

    /// <summary>A protocol for readers.</summary>
    public static string Of(string protocol) =>
        protocol switch
        {
            Rest => "REST JSON",
            RestBinary => "REST binary",
            Grpc => "gRPC",
            _ => protocol,
        };
}
