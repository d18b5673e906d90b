using System.Globalization;
using System.Net;
using Slipway.Gateway.Routes;

namespace Slipway.Gateway.Hosting;

/// <summary>
/// The command line: who starts a gateway is a program, so there is no help and there are no short forms. In images what has a
/// variable may be said by it; the command line goes before.
/// </summary>
internal sealed record GatewayArguments
{
    private const string DrainName = "--drain-seconds";
    private const int LongestDrain = 600;

    private static readonly string[] Flags = [RouteArguments.EndpointsName, RouteArguments.ClusterName];

    private static readonly string[] Names =
    [
        "--config",
        "--control",
        "--api",
        "--log-level",
        "--parent-pid",
        "--takes-over",
    ];

    // With the environment variables that say the same.
    private static readonly Dictionary<string, string> Variables = new(StringComparer.Ordinal)
    {
        [RouteArguments.FileName] = "SLIPWAY_ROUTES",
        [RouteArguments.EndpointsName] = "SLIPWAY_KUBERNETES_ENDPOINTS",
        [RouteArguments.ClusterName] = "SLIPWAY_KUBERNETES",
        [RouteArguments.NamespaceName] = "SLIPWAY_NAMESPACE",
        [RouteArguments.SelectorName] = "SLIPWAY_SELECTOR",
        [RouteArguments.KubeconfigName] = "SLIPWAY_KUBECONFIG",
        [RemoteControlArguments.PortName] = "SLIPWAY_CONTROL_PORT",
        [RemoteControlArguments.TokenName] = "SLIPWAY_CONTROL_TOKEN_FILE",
        [DrainName] = "SLIPWAY_DRAIN_SECONDS",
    };

    /// <summary>A <see cref="Deployment.Manifest.GatewayConfig"/> in JSON; null: as <see cref="GatewayEnvironment"/> says.</summary>
    public string? Config { get; init; }

    /// <summary>Where routes are put and traffic is told.</summary>
    public required EndPoint Control { get; init; }

    /// <summary>Where an operator asks for traffic; null: nowhere.</summary>
    public RemoteControlArguments? Remote { get; init; }

    /// <summary>Where routes come from.</summary>
    public RouteArguments Routes { get; init; } = new();

    /// <summary>Where who runs the fleet answers; null: there is no console for it.</summary>
    public string? Api { get; init; }

    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>The gateway ends when this one has; null: it stands by itself.</summary>
    public int? ParentProcess { get; init; }

    /// <summary>The ports of a gateway of the same fleet that this one is to succeed; empty: there is none.</summary>
    public IReadOnlyList<int> TakesOver { get; init; } = [];

    /// <summary>For how long it takes connections after it has said that it is not ready any more.</summary>
    public TimeSpan Drain { get; init; }

    /// <param name="arguments"><c>--name value</c> each, and flags.</param>
    /// <param name="variable">A variable of the environment; null where it is not set.</param>
    /// <param name="problems">All that is wrong, in sentences.</param>
    /// <returns>Null where something is wrong.</returns>
    public static GatewayArguments? Parse(
        IReadOnlyList<string> arguments,
        Func<string, string?> variable,
        out IReadOnlyList<string> problems
    )
    {
        var wrong = new List<string>();
        var values = Values(arguments, wrong);
        AddVariables(values, variable, wrong);
        EndPoint? control = null;
        if (!values.TryGetValue("--control", out var address))
            wrong.Add("--control ADDRESS is missing.");
        else if ((control = ControlAddress.Parse(address)) is null)
            wrong.Add($"--control '{address}' is neither unix:/PATH nor ADDRESS:PORT of this machine.");
        var level = LogLevel.Information;
        if (values.TryGetValue("--log-level", out var name) && !Enum.TryParse(name, ignoreCase: true, out level))
            wrong.Add($"--log-level '{name}' is none of {string.Join(", ", Enum.GetNames<LogLevel>())}.");
        var parent = 0;
        if (values.TryGetValue("--parent-pid", out var process) && !Number(process, out parent))
            wrong.Add($"--parent-pid '{process}' is no process id.");
        var drain = 0;
        if (values.TryGetValue(DrainName, out var seconds) && (!Number(seconds, out drain) || drain > LongestDrain))
            wrong.Add($"{DrainName} '{seconds}' is no number of seconds from 0 to {LongestDrain}.");
        var result = new GatewayArguments
        {
            Config = values.GetValueOrDefault("--config"),
            Control = control ?? new IPEndPoint(IPAddress.Loopback, 0),
            Remote = RemoteControlArguments.Of(values, wrong),
            Routes = RouteArguments.Of(values, wrong),
            Api = values.GetValueOrDefault("--api"),
            LogLevel = level,
            ParentProcess = process is null ? null : parent,
            TakesOver = Ports(values.GetValueOrDefault("--takes-over"), wrong),
            Drain = TimeSpan.FromSeconds(drain),
        };
        problems = wrong;
        return wrong.Count > 0 ? null : result;
    }

    private static Dictionary<string, string> Values(IReadOnlyList<string> arguments, List<string> wrong)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < arguments.Count; i++)
        {
            var name = arguments[i];
            if (Flags.Contains(name))
                values[name] = "true";
            else if (!Names.Contains(name) && !Variables.ContainsKey(name))
            {
                wrong.Add($"'{name}' is not known.");
                // What follows is its value.
                i++;
            }
            else if (++i == arguments.Count)
                wrong.Add($"{name} needs a value.");
            else
                values[name] = arguments[i];
        }

        return values;
    }

    private static void AddVariables(
        Dictionary<string, string> values,
        Func<string, string?> variable,
        List<string> wrong
    )
    {
        foreach (var (name, key) in Variables)
        {
            if (values.ContainsKey(name) || variable(key) is not { Length: > 0 } value)
                continue;
            if (!Flags.Contains(name) || value == "true")
                values[name] = value;
            else if (value != "false")
                wrong.Add($"The environment variable {key} must be true or false, not '{value}'.");
        }
    }

    private static List<int> Ports(string? text, List<string> wrong)
    {
        var ports = new List<int>();
        foreach (var port in text?.Split(',') ?? [])
        {
            if (ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                ports.Add(number);
            else
                wrong.Add($"--takes-over '{port}' is no port.");
        }

        return ports;
    }

    private static bool Number(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
