using System.Globalization;
using Slipway.Cli.Commands;

namespace Slipway.Cli.Bench.Requests;

/// <summary>The server, and the model where it is named.</summary>
/// <param name="Url">The address as it was given.</param>
/// <param name="Address">The server, in the scheme of its protocol.</param>
/// <param name="Protocol">How requests travel.</param>
/// <param name="Model">The model; null for the only one there.</param>
/// <param name="Version">Its version; null for the one that the server prefers.</param>
internal sealed record BenchTarget(Uri Url, Uri Address, BenchProtocol Protocol, string? Model, long? Version)
{
    private const int DefaultGrpcPort = 8081;

    /// <exception cref="CliException">It is no server's address, or does not go with the protocol.</exception>
    public static BenchTarget Parse(string text, BenchProtocol? protocol, string? model)
    {
        if (!text.Contains("://", StringComparison.Ordinal))
        {
            throw CliException.Usage(
                $"'{text}' is not a server's address. Start the server with 'slipway serve', then give its address, "
                    + "for example http://127.0.0.1:8080."
            );
        }

        var server = (InferenceTarget.Server)InferenceTarget.Parse(text);
        var url = new Uri(text);
        var isGrpc = url.Scheme is "grpc" or "grpcs";
        if (isGrpc && protocol is BenchProtocol.Rest or BenchProtocol.RestBinary)
        {
            throw CliException.Usage(
                $"'{text}' is an address of gRPC, and --protocol asks for REST, which has a port of its own; write "
                    + "http://… and that port."
            );
        }

        var chosen = protocol ?? (isGrpc ? BenchProtocol.Grpc : BenchProtocol.Rest);
        var (name, version) = model is null ? (server.Model, server.Version) : Split(model);
        return new BenchTarget(url, ToAddress(server.Address, chosen), chosen, name, version);
    }

    /// <summary>An address of the server that HTTP clients understand, with a path.</summary>
    public Uri Http(string path)
    {
        var scheme = Url.Scheme is "https" or "grpcs" ? Uri.UriSchemeHttps : Uri.UriSchemeHttp;
        var port = Url.Port > 0 ? Url.Port : DefaultGrpcPort;
        return Uri.TryCreate($"{scheme}://{Url.Host}:{port}{path}", UriKind.Absolute, out var uri)
            ? uri
            : throw CliException.Usage(
                $"'{path}' is no path; write it as it stands in a URL, for example /v2/models/m/infer."
            );
    }

    private static Uri ToAddress(Uri server, BenchProtocol protocol) =>
        protocol == BenchProtocol.Grpc && server.Scheme is "http" or "https"
            ? new UriBuilder(server) { Scheme = server.Scheme == "https" ? "grpcs" : "grpc", Port = server.Port }.Uri
            : server;

    // A name may hold colons; what is no number behind the last one belongs to it.
    private static (string Name, long? Version) Split(string model)
    {
        var colon = model.LastIndexOf(':');
        return
            colon > 0
            && long.TryParse(model.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? (model[..colon], version)
            : (model, null);
    }
}
