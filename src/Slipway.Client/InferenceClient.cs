using Slipway.Client.Grpc;
using Slipway.Client.Rest;

namespace Slipway.Client;

/// <summary>Makes clients.</summary>
public static class InferenceClient
{
    /// <summary>The schemes of an address, for messages.</summary>
    public const string Schemes = "http://, https:// (REST), grpc://, grpcs:// (gRPC)";

    /// <summary>
    /// A client for <paramref name="address"/>; no connection is made yet. The scheme chooses the transport:
    /// <c>http://</c> and <c>https://</c> REST, <c>grpc://</c> gRPC in cleartext, <c>grpcs://</c> gRPC over TLS, both
    /// at port 8081 where none is given. The caller disposes it.
    /// </summary>
    /// <exception cref="ArgumentException">The address is not absolute or of another scheme.</exception>
    public static IInferenceClient Create(Uri address, InferenceClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        options ??= new InferenceClientOptions();
        if (!address.IsAbsoluteUri)
            throw Refused(address);
        return address.Scheme switch
        {
            "http" or "https" => new RestInferenceClient(address, options),
            "grpc" or "grpcs" => new GrpcInferenceClient(address, options),
            _ => throw Refused(address),
        };
    }

    /// <inheritdoc cref="Create(Uri, InferenceClientOptions?)"/>
    public static IInferenceClient Create(string address, InferenceClientOptions? options = null) =>
        Create(new Uri(address, UriKind.RelativeOrAbsolute), options);

    /// <summary>
    /// A client for the management of the models of <paramref name="address"/>, which is one of REST; no connection is
    /// made yet. The caller disposes it.
    /// </summary>
    /// <exception cref="ArgumentException">The address is not absolute or of another scheme.</exception>
    public static IModelRepositoryClient CreateRepository(Uri address, InferenceClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address is { IsAbsoluteUri: true, Scheme: "http" or "https" }
            ? new RestModelRepositoryClient(address, options ?? new InferenceClientOptions())
            : throw new ArgumentException(
                $"'{address}' is not the address of a server's REST port; write it with http:// or https://.",
                nameof(address)
            );
    }

    private static ArgumentException Refused(Uri address) =>
        new($"'{address}' is not the address of a server; write it with one of {Schemes}.", nameof(address));
}
