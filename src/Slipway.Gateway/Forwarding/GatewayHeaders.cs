namespace Slipway.Gateway.Forwarding;

internal static class GatewayHeaders
{
    /// <summary>Which service answered.</summary>
    public const string Service = "Slipway-Service";

    /// <summary>Which revision of it.</summary>
    public const string Revision = "Slipway-Revision";
}
