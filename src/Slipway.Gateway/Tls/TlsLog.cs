namespace Slipway.Gateway.Tls;

internal static partial class TlsLog
{
    [LoggerMessage(1, LogLevel.Information, "{File} was read again: the certificate is valid until {End:u}")]
    public static partial void CertificateRead(this ILogger logger, string file, DateTime end);

    [LoggerMessage(
        2,
        LogLevel.Error,
        "{File} or its key has changed and cannot be read; the certificate of before stays"
    )]
    public static partial void CertificateNotRead(this ILogger logger, Exception failure, string file);
}
