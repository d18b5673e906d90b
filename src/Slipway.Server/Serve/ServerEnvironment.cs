using System.Globalization;
using Slipway.AspNetCore.Service;

namespace Slipway.Server.Serve;

/// <summary>
/// Where the server listens when the command line does not say it: environment variables, so that an image says it for
/// <c>serve</c> and <c>probe</c> alike, and whoever starts a container says it for both.
/// </summary>
internal static class ServerEnvironment
{
    public const string HostVariable = "SLIPWAY_HOST";
    public const string HttpPortVariable = "SLIPWAY_HTTP_PORT";
    public const string GrpcPortVariable = "SLIPWAY_GRPC_PORT";

    public static string Host => Value(HostVariable) ?? ServiceOptions.DefaultHost;

    public static int HttpPort => Port(HttpPortVariable) ?? ServiceOptions.DefaultHttpPort;

    public static int GrpcPort => Port(GrpcPortVariable) ?? ServiceOptions.DefaultGrpcPort;

    /// <summary>What is wrong with a variable, in words; null where nothing is.</summary>
    public static string? Problem =>
        ((string[])[HttpPortVariable, GrpcPortVariable])
            .Where(name => Value(name) is not null && Port(name) is null)
            .Select(name => $"The environment variable {name} must be a port from 0 to 65535, not '{Value(name)}'.")
            .FirstOrDefault();

    private static string? Value(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static int? Port(string name) =>
        int.TryParse(Value(name), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= 65535
            ? port
            : null;
}
