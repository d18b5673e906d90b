using System.Reflection;

namespace Slipway.Gateway.Hosting;

internal static class GatewayInfo
{
    public const string Name = "slipway-gateway";

    /// <summary>The product's version without the build's hash.</summary>
    public static readonly string Version =
        typeof(GatewayInfo)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion.Split('+')[0]
        ?? "0.0.0";

    /// <summary>Of the Open Inference Protocol, by their official names: what every replica speaks and goes through.</summary>
    public static readonly IReadOnlyList<string> Extensions =
    [
        "binary_tensor_data",
        "classification",
        "generate",
        "model_configuration",
        "model_repository",
        "parameters",
        "sequence",
        "statistics",
    ];
}
