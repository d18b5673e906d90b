using System.Globalization;
using System.Net;

namespace Slipway.Gateway.Hosting;

/// <summary>The command line: who starts a gateway is a program, so there is no help and there are no short forms.</summary>
internal sealed record GatewayArguments
{
    private static readonly string[] Names =
    [
        "--config",
        "--control",
        "--api",
        "--log-level",
        "--parent-pid",
        "--takes-over",
    ];

    /// <summary>A <see cref="Deployment.Manifest.GatewayConfig"/> in JSON; null: as <see cref="GatewayEnvironment"/> says.</summary>
    public string? Config { get; init; }

    /// <summary>Where routes are put and traffic is told.</summary>
    public required EndPoint Control { get; init; }

    /// <summary>Where who runs the fleet answers; null: there is no console for it.</summary>
    public string? Api { get; init; }

    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>The gateway ends when this one has; null: it stands by itself.</summary>
    public int? ParentProcess { get; init; }

    /// <summary>The ports of a gateway of the same fleet that this one is to succeed; empty: there is none.</summary>
    public IReadOnlyList<int> TakesOver { get; init; } = [];

    /// <param name="arguments"><c>--name value</c> each.</param>
    /// <param name="problems">All that is wrong, in sentences.</param>
    /// <returns>Null where something is wrong.</returns>
    public static GatewayArguments? Parse(IReadOnlyList<string> arguments, out IReadOnlyList<string> problems)
    {
        var wrong = new List<string>();
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < arguments.Count; i += 2)
        {
            if (!Names.Contains(arguments[i]))
                wrong.Add($"'{arguments[i]}' is not known.");
            else if (i + 1 == arguments.Count)
                wrong.Add($"{arguments[i]} needs a value.");
            else
                values[arguments[i]] = arguments[i + 1];
        }

        EndPoint? control = null;
        if (!values.TryGetValue("--control", out var address))
            wrong.Add("--control ADDRESS is missing.");
        else if ((control = ControlAddress.Parse(address)) is null)
            wrong.Add($"--control '{address}' is neither unix:/PATH nor ADDRESS:PORT of this machine.");
        var level = LogLevel.Information;
        if (values.TryGetValue("--log-level", out var name) && !Enum.TryParse(name, ignoreCase: true, out level))
            wrong.Add($"--log-level '{name}' is none of {string.Join(", ", Enum.GetNames<LogLevel>())}.");
        var parent = 0;
        if (
            values.TryGetValue("--parent-pid", out var process)
            && !int.TryParse(process, NumberStyles.None, CultureInfo.InvariantCulture, out parent)
        )
            wrong.Add($"--parent-pid '{process}' is no process id.");

        var ports = new List<int>();
        foreach (var port in values.GetValueOrDefault("--takes-over")?.Split(',') ?? [])
        {
            if (ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                ports.Add(number);
            else
                wrong.Add($"--takes-over '{port}' is no port.");
        }

        problems = wrong;
        return wrong.Count > 0
            ? null
            : new GatewayArguments
            {
                Config = values.GetValueOrDefault("--config"),
                Control = control!,
                Api = values.GetValueOrDefault("--api"),
                LogLevel = level,
                ParentProcess = process is null ? null : parent,
                TakesOver = ports,
            };
    }
}
