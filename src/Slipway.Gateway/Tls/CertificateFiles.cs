using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Slipway.Deployment.Manifest;
using Slipway.Gateway.Hosting;

namespace Slipway.Gateway.Tls;

/// <summary>The gateway's certificate, with those between it and its root, as the files have it now.</summary>
internal sealed class CertificateFiles
{
    private readonly WatchedFiles<SslStreamCertificateContext> _files;

    /// <exception cref="System.Security.Cryptography.CryptographicException">They are no certificate and its key.</exception>
    /// <exception cref="IOException">They cannot be read.</exception>
    public CertificateFiles(TlsConfig config, TimeProvider time, ILogger<CertificateFiles> log) =>
        _files = new WatchedFiles<SslStreamCertificateContext>(
            [config.Certificate, config.Key],
            () => Read(config),
            read => log.CertificateRead(config.Certificate, read.TargetCertificate.NotAfter),
            failure => log.CertificateNotRead(failure, config.Certificate),
            time
        );

    /// <summary>For a connection that begins.</summary>
    public SslServerAuthenticationOptions Options => new() { ServerCertificateContext = _files.Current };

    private static SslStreamCertificateContext Read(TlsConfig config)
    {
        var own = X509Certificate2.CreateFromPemFile(config.Certificate, config.Key);
        var all = new X509Certificate2Collection();
        all.ImportFromPemFile(config.Certificate);
        // Nothing is fetched: what clients need is in the file.
        return SslStreamCertificateContext.Create(own, all, offline: true);
    }
}
