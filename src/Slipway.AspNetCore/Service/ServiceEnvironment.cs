using System.Globalization;

namespace Slipway.AspNetCore.Service;

/// <summary>
/// Where a service listens when the command line does not say it: environment variables, so that an image says it for
/// <c>serve</c> and <c>probe</c> alike, and whoever starts a container says it for both.
/// </summary>
/// <param name="variable">A variable of the environment; null where it is not set.</param>
internal sealed class ServiceEnvironment(Func<string, string?> variable)
{
    public const string HostVariable = "SLIPWAY_HOST";
    public const string HttpPortVariable = "SLIPWAY_HTTP_PORT";
    public const string GrpcPortVariable = "SLIPWAY_GRPC_PORT";

    public static ServiceEnvironment OfProcess { get; } = new(Environment.GetEnvironmentVariable);

    public string Host => Value(HostVariable) ?? ServiceOptions.DefaultHost;

    public int HttpPort => Port(HttpPortVariable) ?? ServiceOptions.DefaultHttpPort;

    public int GrpcPort => Port(GrpcPortVariable) ?? ServiceOptions.DefaultGrpcPort;

    /// <summary>What is wrong with a variable, in words; null where nothing is.</summary>
    public string? Problem =>
        ((string[])[HttpPortVariable, GrpcPortVariable])
            .Where(name => Value(name) is not null && Port(name) is null)
            .Select(name => $"The environment variable {name} must be a port from 0 to 65535, not '{Value(name)}'.")
            .FirstOrDefault();

    private string? Value(string name) => variable(name) is { Length: > 0 } value ? value : null;

    private int? Port(string name) =>
        int.TryParse(Value(name), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= 65535
            ? port
            : null;
}
