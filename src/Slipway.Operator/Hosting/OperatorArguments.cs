using System.Globalization;
using System.Net;

namespace Slipway.Operator.Hosting;

/// <summary>Reads the command line, and the variables of the environment that images set.</summary>
internal static class OperatorArguments
{
    public const string Usage = """
        Makes of ModelServices and ModelPipelines what they are to be. It runs in the cluster; 'slipway kubernetes install' puts it there.

          --namespace NAME       mind this namespace alone; default: all
          --lease-namespace NAME where the lease of the leader is; default: $POD_NAMESPACE, or slipway-system
          --identity NAME        who it is among its like; default: $POD_NAME, or the machine's name
          --no-election          there is no other one
          --host ADDRESS         where health and metrics are asked for; default: all interfaces
          --port N               of health and metrics; default: 8080
          --server-image REF     the server's image for models that are in none; default: $SLIPWAY_SERVER_IMAGE
          --kubeconfig FILE      of which cluster; default: the one it runs in, else the user's own
        """;

    /// <returns>The options, or what is wrong with the arguments.</returns>
    public static (OperatorOptions? Options, string? Problem) Read(
        IReadOnlyList<string> arguments,
        Func<string, string?> variable
    )
    {
        var options = new OperatorOptions();
        options = options with
        {
            LeaseNamespace = variable("POD_NAMESPACE") ?? options.LeaseNamespace,
            Identity = variable("POD_NAME") ?? options.Identity,
            ServerImage = variable("SLIPWAY_SERVER_IMAGE"),
        };
        for (var i = 0; i < arguments.Count; i++)
        {
            var name = arguments[i];
            if (name == "--no-election")
            {
                options = options with { Elects = false };
                continue;
            }

            if (i + 1 == arguments.Count)
                return (null, $"{name} is no option, or its value is missing. --help lists them.");
            if (With(options, name, arguments[++i]) is not { } next)
                return (null, $"'{name} {arguments[i]}' is not understood. --help lists the options.");
            options = next;
        }

        return (options, null);
    }

    private static OperatorOptions? With(OperatorOptions options, string name, string value) =>
        name switch
        {
            "--namespace" => options with { Namespace = value },
            "--lease-namespace" => options with { LeaseNamespace = value },
            "--identity" => options with { Identity = value },
            "--server-image" => options with { ServerImage = value },
            "--kubeconfig" => options with { Kubeconfig = value },
            "--host" when value == "*" || IPAddress.TryParse(value, out _) => options with { Host = value },
            "--port"
                when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
                    && port <= 65535 => options with
            {
                Port = port,
            },
            _ => null,
        };
}
