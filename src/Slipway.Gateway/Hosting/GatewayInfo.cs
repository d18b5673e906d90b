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
}
