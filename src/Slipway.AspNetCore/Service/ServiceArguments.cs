using System.Globalization;
using Microsoft.Extensions.Logging;
using Slipway.AspNetCore.Mcp;
using Slipway.Errors;

namespace Slipway.AspNetCore.Service;

/// <summary>
/// The options of <c>slipway serve</c> as a program of the user's own gets them: those that it knows are taken, everything
/// else on the command line is the program's. All that is wrong is told at once.
/// </summary>
internal sealed class ServiceArguments
{
    private const double LongestSeconds = 86_400;

    // Each takes a value, or says what it must be.
    private static readonly Dictionary<string, Func<ServiceArguments, string, string?>> Known = new(
        StringComparer.OrdinalIgnoreCase
    )
    {
        ["--host"] = (read, text) => read.Set(options => options with { Host = text }),
        ["--http-port"] = (read, text) => read.Port(text, (options, port) => options with { HttpPort = port }),
        ["--grpc-port"] = (read, text) => read.Port(text, (options, port) => options with { GrpcPort = port }),
        ["--log-level"] = (read, text) =>
            Choice<LogLevel>(text, level => read.Set(options => options with { LogLevel = level })),
        ["--parent-pid"] = (read, text) =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var process)
                ? read.Set(options => options with { ParentProcess = process })
                : "a process id",
        ["--management"] = (read, text) =>
        {
            if (!ManagementPlace.TryParse(text, out var place))
                return "off, inference, or a port from 0 to 65535";
            read.Set(options => options with { Management = place });
            return read.Set(server => server.Management = place.Mode);
        },
        ["--mcp"] = (read, text) =>
            bool.TryParse(text, out var on) ? read.Set(server => server.Mcp = on) : "true or false",
        ["--mcp-origin"] = (read, text) =>
            McpOrigin.IsOrigin(text) ? read.Set(server => server.McpOrigins.Add(text)) : McpOrigin.Form,
        ["--server-name"] = (read, text) => read.Set(server => server.ServerName = text),
        ["--readiness"] = (read, text) =>
            Choice<ReadinessMode>(text, mode => read.Set(server => server.Readiness = mode)),
        ["--shared-memory"] = (read, text) =>
            Choice<SharedMemoryMode>(text, mode => read.Set(server => server.SharedMemory = mode)),
        ["--drain-seconds"] = (read, text) => read.Seconds(text, 0, (server, time) => server.DrainDelay = time),
        ["--max-request-bytes"] = (read, text) =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) && bytes > 0
                ? read.Set(server => server.MaxRequestBytes = bytes)
                : $"a number of bytes from 1 to {int.MaxValue}",
        ["--memory-budget"] = (read, text) =>
            MemorySize.TryParse(text, out var bytes)
                ? read.Set(server => server.Lifecycle = server.Lifecycle with { MemoryBudget = bytes })
                : "a size such as 2GB, 500MB, 1.5GiB, or a number of bytes",
        ["--trace-file"] = (read, text) => read.Set(server => server.TraceFile = text),
        ["--poll-seconds"] = (read, text) =>
            read.Seconds(text, 0, (server, time) => server.Sources = server.Sources with { PollInterval = time }),
        ["--settle-seconds"] = (read, text) =>
            read.Seconds(text, 0, (server, time) => server.Sources = server.Sources with { SettleTime = time }),
        ["--remote-poll-seconds"] = (read, text) =>
            read.Seconds(text, 1, (server, time) => server.Remote.PollInterval = time),
        ["--cache-dir"] = (read, text) => read.Set(server => server.Remote.CacheDirectory = text),
        ["--max-model-bytes"] = (read, text) =>
            long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) && bytes > 0
                ? read.Set(server => server.Remote.MaxModelBytes = bytes)
                : "a number of bytes, at least 1",
        ["--max-cache-bytes"] = (read, text) =>
            long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
                ? read.Set(server => server.Remote.MaxCacheBytes = bytes)
                : "a number of bytes",
        ["--ca-file"] = (read, text) => read.Set(server => server.Remote.RegistryAuthorities = text),
        ["--allow-http"] = (read, text) =>
            bool.TryParse(text, out var allowed)
                ? read.Set(server => server.Remote.AllowHttp = allowed)
                : "true or false",
    };

    private readonly List<string> _problems = [];
    private readonly List<Action<ModelServerOptions>> _settings = [];

    private ServiceArguments(ServiceOptions options) => Options = options;

    public ServiceOptions Options { get; private set; }

    /// <summary>In words; empty where all is well.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <param name="arguments"><c>--name value</c> or <c>--name=value</c>.</param>
    public static ServiceArguments Read(IReadOnlyList<string> arguments) =>
        Read(arguments, ServiceEnvironment.OfProcess);

    internal static ServiceArguments Read(IReadOnlyList<string> arguments, ServiceEnvironment environment)
    {
        var read = new ServiceArguments(
            new ServiceOptions
            {
                Host = environment.Host,
                HttpPort = environment.HttpPort,
                GrpcPort = environment.GrpcPort,
            }
        );
        if (environment.Problem is { } wrong)
            read._problems.Add(wrong);
        for (var i = 0; i < arguments.Count; i++)
        {
            if (!arguments[i].StartsWith("--", StringComparison.Ordinal))
                continue;
            var equals = arguments[i].IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? arguments[i] : arguments[i][..equals];
            if (!Known.ContainsKey(name))
                continue;
            if (equals >= 0)
                read.Take(name, arguments[i][(equals + 1)..]);
            else if (i + 1 < arguments.Count)
                read.Take(name, arguments[++i]);
            else
                read._problems.Add($"{name} needs a value.");
        }

        if (read._problems.Count == 0 && ServiceListeners.Problem(read.Options) is { } problem)
            read._problems.Add(problem);
        return read;
    }

    /// <summary>What the command line says comes after what the program says, and counts.</summary>
    public void Apply(ModelServerOptions server) => _settings.ForEach(setting => setting(server));

    private void Take(string name, string value)
    {
        if (Known[name](this, value) is { } expected)
            _problems.Add($"{name} '{value}' must be {expected}.");
    }

    private string? Set(Func<ServiceOptions, ServiceOptions> change)
    {
        Options = change(Options);
        return null;
    }

    private string? Set(Action<ModelServerOptions> setting)
    {
        _settings.Add(setting);
        return null;
    }

    private string? Port(string text, Func<ServiceOptions, int, ServiceOptions> change) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? Set(options => change(options, port))
            : "a port from 0 to 65535";

    private string? Seconds(string text, double least, Action<ModelServerOptions, TimeSpan> setting) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
        && seconds >= least
        && seconds <= LongestSeconds
            ? Set(server => setting(server, TimeSpan.FromSeconds(seconds)))
            : $"from {least} to {LongestSeconds}";

    private static string? Choice<T>(string text, Func<T, string?> take)
        where T : struct, Enum =>
        text.Length > 0 && char.IsLetter(text[0]) && Enum.TryParse<T>(text, ignoreCase: true, out var value)
            ? take(value)
            : $"one of {string.Join(", ", Enum.GetNames<T>().Select(name => name.ToLowerInvariant()))}";
}
