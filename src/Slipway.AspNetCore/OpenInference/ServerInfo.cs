using System.Reflection;

namespace Slipway.AspNetCore.OpenInference;

internal static class ServerInfo
{
    /// <summary>The extensions of the protocol that this server speaks, by their official names.</summary>
    public static readonly IReadOnlyList<string> Extensions =
    [
        "binary_tensor_data",
        "classification",
        "generate",
        "logging",
        "model_configuration",
        "model_repository",
        "parameters",
        "sequence",
        "statistics",
        "system_shared_memory",
        "trace",
    ];

    /// <summary>The product's version without the build's hash.</summary>
    public static readonly string Version =
        typeof(ServerInfo)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion.Split('+')[0]
        ?? "0.0.0";
}
