using System.Globalization;

namespace Slipway.Cli.Servers;

/// <summary>What <c>Slipway.Server serve</c> takes; null leaves the server's own default.</summary>
internal sealed record ServerArguments(string ModelPath)
{
    public string? Name { get; init; }

    /// <summary>0 for any free port.</summary>
    public int? HttpPort { get; init; }

    /// <summary>0 for any free port.</summary>
    public int? GrpcPort { get; init; }

    public string? Host { get; init; }

    public string? LogLevel { get; init; }

    public IEnumerable<string> ToList()
    {
        yield return "serve";
        yield return ModelPath;
        foreach (
            var (option, value) in new[]
            {
                ("--name", Name),
                ("--http-port", HttpPort?.ToString(CultureInfo.InvariantCulture)),
                ("--grpc-port", GrpcPort?.ToString(CultureInfo.InvariantCulture)),
                ("--host", Host),
                ("--log-level", LogLevel),
                // The server ends when this process is gone without having told it.
                ("--parent-pid", Environment.ProcessId.ToString(CultureInfo.InvariantCulture)),
            }
        )
        {
            if (value is null)
                continue;
            yield return option;
            yield return value;
        }
    }
}
