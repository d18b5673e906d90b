using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Slipway.Oci.References;
using Slipway.Oci.Registries.Authentication;

namespace Slipway.Oci.Registries;

/// <summary>
/// Speaks the OCI distribution specification 1.1 to registries. Keeps connections and tokens; thread-safe. Repositories
/// that it opened are of no use after it was disposed.
/// </summary>
public sealed class RegistryClient : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    private readonly RegistryOptions _options;
    private readonly HttpClient _http;
    private readonly RegistryTransport _transport;

    public RegistryClient(RegistryOptions options)
    {
        _options = options;
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = ConnectTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            // Blobs may be elsewhere; the framework sends no credentials there, and goes to no unencrypted place from an
            // encrypted one.
            MaxAutomaticRedirections = 5,
            UseCookies = false,
            ActivityHeadersPropagator = null,
        };
        if (options.CertificateAuthority is { } authority)
            handler.SslOptions = Trusting(authority);
        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("slipway");
        var credentials = options.Credentials ?? CredentialFiles.OfThisMachine();
        _transport = new RegistryTransport(_http, options, new Authenticator(_http, options, credentials));
    }

    /// <summary>The repository of <paramref name="reference"/>. Nothing is asked yet.</summary>
    public RegistryRepository Open(ImageReference reference) =>
        new(
            _transport,
            _options,
            RegistryAddress.Of(reference.Registry, _options),
            reference.Registry,
            reference.Repository
        );

    public void Dispose() => _http.Dispose();

    private static SslClientAuthenticationOptions Trusting(X509Certificate2Collection authority)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.AddRange(authority);
        return new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
    }
}
