using System.Globalization;

namespace Slipway.Cli.Servers;

/// <summary>What <c>Slipway.Server serve</c> takes; null leaves the server's own default.</summary>
internal sealed record ServerArguments(IReadOnlyList<string> ModelPaths)
{
    private const string Verb = "serve";

    public string? Name { get; init; }

    /// <summary>0 for any free port.</summary>
    public int? HttpPort { get; init; }

    /// <summary>0 for any free port.</summary>
    public int? GrpcPort { get; init; }

    public string? Host { get; init; }

    public string? LogLevel { get; init; }

    /// <summary>Options that only the server understands, each with its value.</summary>
    public IReadOnlyList<(string Option, string? Value)> Others { get; init; } = [];

    public IEnumerable<string> ToList() => [Verb, .. ModelPaths, .. Options()];

    /// <summary>Without the verb and the paths: what a program of the user's own takes.</summary>
    public IEnumerable<string> Options()
    {
        foreach (
            var (option, value) in ((string Option, string? Value)[])
                [
                    ("--name", Name),
                    ("--http-port", HttpPort?.ToString(CultureInfo.InvariantCulture)),
                    ("--grpc-port", GrpcPort?.ToString(CultureInfo.InvariantCulture)),
                    ("--host", Host),
                    ("--log-level", LogLevel),
                    // The server ends when this process is gone without having told it.
                    ("--parent-pid", Environment.ProcessId.ToString(CultureInfo.InvariantCulture)),
                    .. Others,
                ]
        )
        {
            if (value is null)
                continue;
            yield return option;
            yield return value;
        }
    }
}
