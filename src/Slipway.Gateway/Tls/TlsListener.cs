using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Slipway.Gateway.Tls;

internal static class TlsListener
{
    /// <summary>TLS with the certificate of the moment, where the manifest has one.</summary>
    public static void UseTls(this ListenOptions listener)
    {
        if (listener.ApplicationServices.GetService<CertificateFiles>() is not { } certificates)
            return;
        listener.UseHttps(
            new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(certificates.Options) }
        );
    }
}
